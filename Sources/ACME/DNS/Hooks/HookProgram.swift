internal import Glibc
internal import Synchronization

/// Runs an operator's program to its end: without a shell, and with nothing inherited but what is given.
enum HookProgram {
    /// How it ended.
    struct Outcome: Sendable, Equatable {
        /// The exit code, or 128 and the number of the signal that ended it.
        let code: Int32
        /// The first bytes of standard output and error.
        let output: [UInt8]
        /// Why it was ended before it ended by itself; nil = it was not.
        let interruption: Interruption?
    }

    /// Why a program was killed.
    enum Interruption: Sendable {
        case timeout, cancellation
    }

    private static let outputLimit = 4096
    /// Milliseconds between two looks whether the program has ended or must be ended.
    private static let pause: Int32 = 20

    /// Runs a program on a thread of its own; nil when it cannot be started.
    ///
    /// It is killed, with everything in its process group, after `timeout` or when the task is cancelled.
    static func run(
        _ path: String, arguments: [String], environment: [String], timeout: Duration
    ) async -> Outcome? {
        let call = Call(path: path, arguments: arguments, environment: environment, timeout: timeout)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { call.begin($0) }
        } onCancel: {
            call.isCancelled.store(true, ordering: .relaxed)
        }
    }

    private final class Call: Sendable {
        let path: String
        let arguments: [String]
        let environment: [String]
        let deadline: ContinuousClock.Instant
        let isCancelled = Atomic(false)
        private let continuation = Mutex<CheckedContinuation<Outcome?, Never>?>(nil)

        init(path: String, arguments: [String], environment: [String], timeout: Duration) {
            self.path = path
            self.arguments = arguments
            self.environment = environment
            deadline = .now + timeout
        }

        func begin(_ continuation: CheckedContinuation<Outcome?, Never>) {
            self.continuation.withLock { $0 = continuation }
            let context = unsafe Unmanaged.passRetained(self)
            var thread = pthread_t()
            let status = unsafe pthread_create(
                &thread, nil,
                { context in
                    guard let context = unsafe context else { return nil }
                    let call = unsafe Unmanaged<Call>.fromOpaque(context).takeRetainedValue()
                    call.finish(call.start().map { call.watch($0.process, $0.output) })
                    return nil
                }, context.toOpaque())
            guard status == 0 else {
                unsafe context.release()
                return finish(nil)
            }
            pthread_detach(thread)
        }

        private func finish(_ outcome: Outcome?) {
            continuation.withLock { continuation in
                continuation?.resume(returning: outcome)
                continuation = nil
            }
        }

        /// Starts the program; nil when that failed.
        private func start() -> (process: pid_t, output: Int32)? {
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { return nil }
            defer { close(ends[1]) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            var actions = unsafe posix_spawn_file_actions_t()
            unsafe posix_spawn_file_actions_init(&actions)
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
            defer { unsafe posix_spawn_file_actions_destroy(&actions) }
            var attributes = posix_spawnattr_t()
            unsafe posix_spawnattr_init(&attributes)
            defer { unsafe posix_spawnattr_destroy(&attributes) }
            // A group of its own can be killed whole; this process may ignore or block signals that the program needs.
            var signals = sigset_t()
            unsafe sigemptyset(&signals)
            unsafe posix_spawnattr_setsigmask(&attributes, &signals)
            unsafe sigfillset(&signals)
            unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
            unsafe posix_spawnattr_setpgroup(&attributes, 0)
            unsafe posix_spawnattr_setflags(
                &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
            var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
            var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
            defer { unsafe (words + variables).forEach { unsafe free($0) } }
            var process: pid_t = 0
            while true {
                let status = unsafe posix_spawn(&process, path, &actions, &attributes, &words, &variables)
                if status == 0 { return (process, ends[0]) }
                // A file that somebody still writes to will be a program in a moment.
                guard status == ETXTBSY, .now < deadline, !isCancelled.load(ordering: .relaxed) else { break }
                _ = poll(nil, 0, HookProgram.pause)
            }
            close(ends[0])
            return nil
        }

        /// Reads what the program says until it has ended, or must be ended.
        private func watch(_ process: pid_t, _ output: Int32) -> Outcome {
            defer { close(output) }
            var said: [UInt8] = []
            var status: Int32 = 0
            while true {
                var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&waiting, 1, HookProgram.pause)
                let isOpen = read(output, into: &said)
                if unsafe waitpid(process, &status, WNOHANG) != 0 { break }
                let interruption: Interruption? =
                    isCancelled.load(ordering: .relaxed) ? .cancellation : .now >= deadline ? .timeout : nil
                if let interruption {
                    kill(-process, SIGKILL)
                    _ = unsafe waitpid(process, &status, 0)
                    return Outcome(code: Self.code(status), output: said, interruption: interruption)
                }
                // A closed pipe is always ready, so the wait is made without it.
                if !isOpen { _ = poll(nil, 0, HookProgram.pause) }
            }
            _ = read(output, into: &said)
            return Outcome(code: Self.code(status), output: said, interruption: nil)
        }

        /// Takes what is there, beyond the limit only to throw it away; false when the pipe has ended.
        private func read(_ descriptor: Int32, into said: inout [UInt8]) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return count < 0 }
                said += buffer.prefix(min(count, HookProgram.outputLimit - said.count))
            }
        }

        private static func code(_ status: Int32) -> Int32 {
            let signal = status & 0x7F
            return signal == 0 ? status >> 8 & 0xFF : 128 + signal
        }
    }
}
