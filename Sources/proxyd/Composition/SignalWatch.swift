internal import Glibc
internal import Reactor
internal import Synchronization

/// SIGTERM and SIGINT: the first asks for a graceful end, the second ends the process at once.
final class SignalWatch: Sendable {
    /// Written by the signal handler, which may do nothing but simple system calls.
    private static let pipe = Atomic<Int32>(-1)
    private static let count = Atomic<Int32>(0)

    private let input: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else { throw SystemError("pipe", errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = ends[0]
        Self.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        let handler: @convention(c) (Int32) -> Void = { _ in
            if SignalWatch.count.add(1, ordering: .sequentiallyConsistent).newValue > 1 { _exit(130) }
            var byte: UInt8 = 1
            _ = unsafe write(SignalWatch.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
        }
        signal(SIGTERM, handler)
        signal(SIGINT, handler)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for the first of them.
    func first() async {
        let input = self.input
        await withCheckedContinuation { continuation in
            // A thread of its own: a blocking read must not take one from the tasks.
            let waiter = Waiter(input) { continuation.resume() }
            waiter.start()
        }
    }

    private final class Waiter: Sendable {
        let input: Int32
        let done: @Sendable () -> Void

        init(_ input: Int32, _ done: @escaping @Sendable () -> Void) {
            self.input = input
            self.done = done
        }

        func start() {
            var thread = pthread_t()
            let argument = unsafe Unmanaged.passRetained(self).toOpaque()
            let status = unsafe pthread_create(
                &thread, nil,
                { argument in
                    guard let argument = unsafe argument else { return nil }
                    let waiter = unsafe Unmanaged<Waiter>.fromOpaque(argument).takeRetainedValue()
                    var byte: UInt8 = 0
                    while unsafe read(waiter.input, &byte, 1) < 0, errno == EINTR {}
                    waiter.done()
                    return nil
                }, argument)
            if status == 0 { pthread_detach(thread) }
        }
    }
}
