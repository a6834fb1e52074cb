package io.millrace.serving.tier;

import io.millrace.serving.api.WarmUp;
import io.millrace.serving.follow.ModelFollower;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warms the code up with the first version, on a thread of its own: versions that follow find it warm. */
final class WarmModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmModel.class);

    private final ModelFollower follower;
    private final CountDownLatch first = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "warm-up");
    private volatile boolean warm;

    /** Listens to the follower, which must not have begun. */
    WarmModel(ModelFollower follower) {
        this.follower = follower;
        follower.onActivation(activation -> first.countDown());
    }

    void start() {
        thread.start();
    }

    boolean isWarm() {
        return warm;
    }

    private void run() {
        try {
            first.await();
            WarmUp.run(follower.current().orElseThrow());
            warm = true;
        } catch (InterruptedException e) {
            LOG.debug("Closed before a version was there.");
        } catch (RuntimeException e) {
            LOG.error("Never ready: a request that nobody asked failed.", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
