package dev.heddle.serving.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file on a disk that can be slow or full: half of what is written arrives before the fault. */
final class FaultyChannel implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private final Fault fault;

    /** What happens in the middle of a write. */
    interface Fault {
        void happen() throws IOException, InterruptedException;
    }

    FaultyChannel(SeekableByteChannel file, Fault fault) {
        this.file = file;
        this.fault = fault;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int half = (source.remaining() + 1) / 2;
        ByteBuffer first = source.slice().limit(half);
        file.write(first);
        try {
            fault.happen();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        source.position(source.position() + half);
        return half;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
