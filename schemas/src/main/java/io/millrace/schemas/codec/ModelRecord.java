package io.millrace.schemas.codec;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;

/** One decoded record of the model topic. */
public sealed interface ModelRecord {
    /**
     * A parameter row, absolute.
     *
     * @param lineage the line of versions it belongs to
     * @param version the version that first carries this value
     * @param table table id in the model's layout
     * @param row row id within the table
     * @param weights the row's weights, without optimiser slots; never written to again
     */
    record Row(long lineage, long version, int table, long row, float[] weights) implements ModelRecord {}

    /** All rows of one key group for one version are out. */
    record GroupEnd(EndOfVersion mark) implements ModelRecord {}

    /** What a version is and whether to use it. */
    record VersionManifest(Manifest manifest) implements ModelRecord {}

    /**
     * The row is gone. It carries no lineage and no version: its place in the partition says both.
     *
     * @param table table id in the model's layout
     * @param row row id within the table
     */
    record RowTombstone(int table, long row) implements ModelRecord {}
}
