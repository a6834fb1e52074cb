package io.millrace.learner.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloatsTest {
    @Test
    void shouldGiveBackWhatWasPackedInOrder() {
        Floats floats = new Floats();
        floats.add(new float[] {9, 1.5f, -0.0f, 9}, 1, 2);
        floats.add(new float[] {Float.NaN, Float.MIN_VALUE}, 0, 2);
        assertThat(Floats.unpack(floats.packed())).containsExactly(1.5f, -0.0f, Float.NaN, Float.MIN_VALUE);
    }

    @Test
    void shouldGrowBeyondItsFirstBuffer() {
        Floats floats = new Floats();
        float[] many = new float[3000];
        many[2999] = 7;
        floats.add(many, 0, 3000);
        floats.add(many, 0, 3000);
        assertThat(Floats.unpack(floats.packed())).hasSize(6000).endsWith(7f);
    }

    @Test
    void shouldBeLittleEndianFloat32() {
        Floats floats = new Floats();
        floats.add(new float[] {1f}, 0, 1);
        assertThat(floats.packed()).containsExactly(0, 0, 0x80, 0x3f);
    }
}
