internal import CLinux
internal import Glibc
package import Reactor
internal import Synchronization

/// Writes log lines to a descriptor on a thread of its own, so that a slow reader of the log delays no worker.
///
/// Bounded: when the reader is too slow, whole batches are dropped, and nothing waits.
package final class LogWriter: Sendable {
    private struct State {
        var batches: [[UInt8]] = []
        var isStopped = false
        var isIdle = true
    }

    private static let maximumBatches = 256

    // Taken by a worker once per buffer of lines, not per request (docs/decisions/0012-locks-on-workers.md).
    private let state = Mutex(State())
    private let signal: Int32
    private let output: Int32

    /// Starts the thread; lines go to `output`, which stays the caller's.
    ///
    /// Throws `SystemError`.
    package init(output: Int32) throws(SystemError) {
        self.output = output
        self.signal = eventfd(0, proxyd_blocking_eventfd_flags)
        guard self.signal >= 0 else { throw SystemError("eventfd", errno) }
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let writer = unsafe Unmanaged<LogWriter>.fromOpaque(argument).takeRetainedValue()
                _ = unsafe pthread_setname_np(pthread_self(), "log-writer")
                writer.run()
                return nil
            }, argument)
        guard status == 0 else {
            unsafe Unmanaged<LogWriter>.fromOpaque(argument).release()
            throw SystemError("pthread_create", status)
        }
        pthread_detach(thread)
    }

    deinit { _ = Glibc.close(self.signal) }

    /// Queues whole lines; drops them where too many wait already.
    package func write(_ lines: [UInt8]) {
        let accepted = self.state.withLock { state in
            guard state.batches.count < Self.maximumBatches else { return false }
            state.batches.append(lines)
            return true
        }
        if accepted { self.wake() }
    }

    /// Writes what is queued and ends the thread; waits for it at most so many milliseconds.
    package func stop(waitMS: Int) {
        self.state.withLock { $0.isStopped = true }
        self.wake()
        var left = waitMS
        while left > 0, self.state.withLock({ !$0.batches.isEmpty || !$0.isIdle }) {
            usleep(1000)
            left -= 1
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = unsafe Glibc.write(self.signal, &one, 8)
    }

    private func run() {
        while true {
            var counter: UInt64 = 0
            _ = unsafe read(self.signal, &counter, 8)
            let (batches, isStopped) = self.state.withLock { state in
                let taken = state.batches
                state.batches = []
                state.isIdle = taken.isEmpty
                return (taken, state.isStopped)
            }
            for batch in batches { self.writeAll(batch) }
            self.state.withLock { $0.isIdle = true }
            if isStopped && batches.isEmpty { return }
            if isStopped { self.wake() }
        }
    }

    private func writeAll(_ batch: [UInt8]) {
        unsafe batch.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count, let base = bytes.baseAddress {
                let count = unsafe Glibc.write(self.output, base + offset, bytes.count - offset)
                if count > 0 {
                    offset += count
                } else if errno == EAGAIN {
                    var poll = pollfd(fd: self.output, events: Int16(POLLOUT), revents: 0)
                    _ = unsafe Glibc.poll(&poll, 1, 1000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
