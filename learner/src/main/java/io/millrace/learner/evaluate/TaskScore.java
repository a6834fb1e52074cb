package io.millrace.learner.evaluate;

import io.millrace.learner.trainer.Judgement;
import io.millrace.model.metrics.BinaryMetrics;
import io.millrace.model.metrics.RankingMetrics;
import io.millrace.schemas.Evaluation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The running measures of one task over one stretch of time, next to its control where it has one. */
final class TaskScore {
    private final String task;
    private final BinaryMetrics binary;
    private final RankingMetrics ranking;
    private final RankingMetrics popularity;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;
    private long count;

    TaskScore(String task) {
        this(task, new BinaryMetrics(), new RankingMetrics(), new RankingMetrics());
    }

    private TaskScore(String task, BinaryMetrics binary, RankingMetrics ranking, RankingMetrics popularity) {
        this.task = task;
        this.binary = binary;
        this.ranking = ranking;
        this.popularity = popularity;
    }

    String task() {
        return task;
    }

    void add(Judgement judgement) {
        count++;
        earliest = Math.min(earliest, judgement.matured());
        latest = Math.max(latest, judgement.matured());
        if (judgement.isRetrieval()) {
            ranking.add(judgement.rank());
            popularity.add(judgement.popularityRank());
        } else {
            binary.add(judgement.probability(), judgement.label() > 0.5f);
        }
    }

    /** The measures of a closed window. */
    Evaluation over(long windowStart, long windowEnd) {
        return new Evaluation(task, windowStart, windowEnd, false, count, measures());
    }

    /** The measures since birth. */
    Evaluation lifetime() {
        return new Evaluation(task, earliest, latest + 1, true, count, measures());
    }

    private Map<String, Double> measures() {
        if (!task.equals(Judgement.RETRIEVAL)) {
            return binary.measures();
        }
        Map<String, Double> measures = new TreeMap<>(ranking.measures());
        popularity
                .measures()
                .forEach((name, value) ->
                        measures.put("popularity" + Character.toUpperCase(name.charAt(0)) + name.substring(1), value));
        return measures;
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(task);
        out.writeLong(earliest);
        out.writeLong(latest);
        out.writeLong(count);
        writeBytes(out, binary.toBytes());
        writeBytes(out, ranking.toBytes());
        writeBytes(out, popularity.toBytes());
    }

    static TaskScore read(DataInput in) throws IOException {
        String task = in.readUTF();
        long earliest = in.readLong();
        long latest = in.readLong();
        long count = in.readLong();
        TaskScore score = new TaskScore(
                task,
                BinaryMetrics.fromBytes(readBytes(in)),
                RankingMetrics.fromBytes(readBytes(in)),
                RankingMetrics.fromBytes(readBytes(in)));
        score.earliest = earliest;
        score.latest = latest;
        score.count = count;
        return score;
    }

    private static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
