package dev.heddle.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void shouldKeepWhatItWasGiven() {
        float[] values = {1, 2, 3, 4, 5, 6};
        Tensor tensor = Tensor.of(values, 2, 3);

        values[0] = 100;

        assertThat(tensor.floats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(tensor.shape()).containsExactly(2, 3);
        assertThat(tensor.size()).isEqualTo(6);
        assertThatThrownBy(() -> tensor.data().put((byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void shouldRefuseAShapeThatHoldsAnotherNumberOfElements() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .hasMessage("shape [2, 3] holds 6 elements of float32, got 20 bytes");
        assertThatThrownBy(() -> Tensor.of(List.of("a"), 2))
                .hasMessage("shape [2] holds 2 elements of str, got 1 texts");
    }

    @Test
    void shouldRefuseShapesThatNobodyCanHold() {
        assertThatThrownBy(() -> Tensor.elementCount(1L << 20, 1L << 20))
                .hasMessageContaining("more than 2^31 - 1 elements");
        assertThatThrownBy(() -> Tensor.elementCount(3, -1)).hasMessageContaining("negative size");
        assertThat(Tensor.elementCount(0, 1L << 40)).isZero();
    }

    @Test
    void shouldBeEqualByContent() {
        Tensor tensor = Tensor.of(new long[] {1, 2});

        assertThat(tensor).isEqualTo(Tensor.of(new long[] {1, 2}, 2));
        assertThat(tensor).isNotEqualTo(Tensor.of(new long[] {1, 2}, 1, 2));
        assertThat(tensor).isNotEqualTo(Tensor.of(new int[] {1, 2}));
        assertThat(tensor.reshape(1, 2).reshape(2)).isEqualTo(tensor).hasSameHashCodeAs(tensor);
    }

    @Test
    void shouldReadBytesWithoutACopy() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 0, 2, 0});
        bytes.position(1);

        Tensor tensor = Tensor.wrap(DataType.INT16, new long[] {2}, bytes);

        assertThat(tensor.data().getShort(2)).isEqualTo((short) 2);
        assertThatThrownBy(tensor::floats).hasMessage("the tensor holds int16, not float32");
    }
}
