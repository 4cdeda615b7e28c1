internal import CLinux
internal import Glibc
internal import Synchronization

/// The way into the thread of the exchanges.
final class DNSMailbox: Sendable {
    enum Command: Sendable {
        case start(UInt64, DNSExchange.Order, CheckedContinuation<DNSExchange.Outcome, Never>)
        case cancel(UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var isStopping = false
    }

    /// Readable as long as something has not been collected.
    let descriptor: Int32
    private let state = Mutex(State())

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Makes the mailbox and the thread that serves it.
    static func startingThread() throws(DNSFailure) -> DNSMailbox {
        let descriptor = eventfd(0, proxyd_eventfd_flags)
        guard descriptor >= 0 else { throw DNSFailure(.unreachable, "no descriptor is left") }
        let mailbox = DNSMailbox(descriptor)
        let context = unsafe Unmanaged.passRetained(mailbox)
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                DNSLoop(unsafe Unmanaged<DNSMailbox>.fromOpaque(context).takeRetainedValue()).run()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            unsafe context.release()
            throw DNSFailure(.unreachable, "no thread can be started")
        }
        pthread_detach(thread)
        return mailbox
    }

    /// Hands a command to the thread; false when it has been told to stop.
    func send(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.commands.append(command)
            wakeUp()
            return true
        }
    }

    /// Tells the thread to end.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            wakeUp()
        }
    }

    /// Takes what has arrived; for the thread.
    func collect() -> (commands: [Command], isStopping: Bool) {
        state.withLock { state in
            var count: UInt64 = 0
            _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
            defer { state.commands = [] }
            return (state.commands, state.isStopping)
        }
    }

    private func wakeUp() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
