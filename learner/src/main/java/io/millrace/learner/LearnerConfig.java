package io.millrace.learner;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.server.RowLife;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.model.ModelConfig;
import io.millrace.model.row.TableNumbers;
import java.io.Serializable;
import java.time.Duration;

/**
 * @param model what is learnt
 * @param trainer how a trainer behaves
 * @param server sizes of the parameter server
 * @param evaluationWindow length of a window of progressive evaluation, in event time
 * @param predictionMemory how long a prediction waits for the label that it is judged by, in event time from the label that
 *     it was made with; only of tasks whose conversions come late
 * @param publication how versions are published
 */
public record LearnerConfig(
        ModelConfig model,
        TrainerConfig trainer,
        ServerConfig server,
        Duration evaluationWindow,
        Duration predictionMemory,
        PublicationConfig publication)
        implements Serializable {

    /**
     * @param keyGroups into which the rows are divided: the greatest parallelism of the server, a constant of the
     *     model's life
     * @param trainers parallelism of the trainers
     * @param shards parallelism of the server
     * @param life when rows of embedding tables begin and end
     * @param cacheBytes of the heap that each shard may take for hot rows, and for knowing which rows changed
     */
    public record ServerConfig(int keyGroups, int trainers, int shards, RowLife life, long cacheBytes)
            implements Serializable {
        public ServerConfig {
            if (shards < 1 || shards > keyGroups || trainers < 1) {
                throw new IllegalArgumentException("cannot spread " + keyGroups + " key groups over " + shards
                        + " shards for " + trainers + " trainers");
            }
            if (cacheBytes < 1) {
                throw new IllegalArgumentException("the row cache needs memory, not " + cacheBytes + " bytes");
            }
        }

        /** Of rows that live for ever. */
        public ServerConfig(int keyGroups, int trainers, int shards, long cacheBytes) {
            this(keyGroups, trainers, shards, RowLife.FOREVER, cacheBytes);
        }

        /** Which shard owns what, of tables with these numbers. */
        public Routing routing(TableNumbers numbers) {
            return new Routing(keyGroups, shards, numbers);
        }
    }
}
