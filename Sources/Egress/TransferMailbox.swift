internal import CCurl
internal import Glibc
internal import Synchronization

/// The way into the thread of the transfers.
final class TransferMailbox: Sendable {
    enum Command: Sendable {
        case start(UInt64, FetchRequest, TransferDelivery)
        /// There is room again, or more to send.
        case resume(UInt64)
        case cancel(UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var isStopping = false
        /// nil once the thread has given it up; only the thread uses it for anything but a wake-up.
        var multi: MultiHandle?
    }

    private let state: Mutex<State>

    private init(_ multi: MultiHandle) {
        state = Mutex(State(multi: multi))
    }

    /// Makes the mailbox and the thread that serves it.
    static func startingThread() throws(FetchFailure) -> TransferMailbox {
        guard Self.isLibraryReady, let pointer = unsafe curl_multi_init() else {
            throw FetchFailure(.invalidRequest, "libcurl cannot be initialised")
        }
        let multi = unsafe MultiHandle(pointer)
        let mailbox = TransferMailbox(multi)
        let context = unsafe Unmanaged.passRetained(Start(mailbox: mailbox, multi: multi))
        var thread = pthread_t()
        let isStarted = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                TransferLoop(start.mailbox, start.multi).run()
                return nil
            }, context.toOpaque())
        guard isStarted == 0 else {
            unsafe context.release()
            unsafe curl_multi_cleanup(pointer)
            throw FetchFailure(.invalidRequest, "no thread can be started")
        }
        pthread_detach(thread)
        return mailbox
    }

    /// Hands a command to the thread; false when it has stopped.
    func send(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isStopping, let multi = state.multi else { return false }
            state.commands.append(command)
            unsafe curl_multi_wakeup(multi.pointer)
            return true
        }
    }

    /// Tells the thread to end.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            if let multi = state.multi { unsafe curl_multi_wakeup(multi.pointer) }
        }
    }

    /// Takes what has arrived; for the thread.
    ///
    /// After `.stop` no one wakes it any more.
    func collect() -> (commands: [Command], isStopping: Bool) {
        state.withLock { state in
            defer { state.commands = [] }
            if state.isStopping { state.multi = nil }
            return (state.commands, state.isStopping)
        }
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// What the thread is given when it starts.
    private final class Start {
        let mailbox: TransferMailbox
        let multi: MultiHandle

        init(mailbox: TransferMailbox, multi: MultiHandle) {
            self.mailbox = mailbox
            self.multi = multi
        }
    }
}
