package io.millrace.pipeline.replay;

import java.util.ArrayList;
import java.util.List;

/** A clock that jumps instead of waiting. */
final class TestingWallClock implements WallClock {
    private final List<Long> sleeps = new ArrayList<>();
    private long now;

    TestingWallClock(long now) {
        this.now = now;
    }

    void advance(long millis) {
        now += millis;
    }

    List<Long> sleeps() {
        return sleeps;
    }

    @Override
    public long millis() {
        return now;
    }

    @Override
    public void sleep(long millis) {
        sleeps.add(millis);
        now += millis;
    }
}
