internal import CLinux
internal import Glibc

/// A thread of its own that runs one reactor.
package final class ReactorThread: Sendable {
    /// The door to the reactor.
    package let mailbox: Mailbox
    private let thread: pthread_t

    private final class Start: @unchecked Sendable {
        // INVARIANT: written by the creator before the thread starts, read by the thread alone afterwards.
        let reactor: Reactor
        let name: String
        let prepare: (Reactor) -> Void

        init(_ reactor: Reactor, _ name: String, _ prepare: @escaping (Reactor) -> Void) {
            self.reactor = reactor
            self.name = name
            self.prepare = prepare
        }
    }

    /// Starts the thread; `prepare` runs on it before the loop does.
    ///
    /// `name` is cut to 15 bytes, as the kernel wants it. Throws `SystemError`.
    package init(name: String, prepare: @escaping @Sendable (Reactor) -> Void) throws(SystemError) {
        let reactor = try Reactor()
        mailbox = reactor.mailbox
        let start = Start(reactor, String(name.prefix(15)), prepare)
        let argument = unsafe Unmanaged.passRetained(start).toOpaque()
        var created = pthread_t()
        let status = unsafe pthread_create(
            &created, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                _ = unsafe pthread_setname_np(pthread_self(), start.name)
                start.prepare(start.reactor)
                start.reactor.run()
                return nil
            }, argument)
        guard status == 0 else {
            unsafe Unmanaged<Start>.fromOpaque(argument).release()
            throw SystemError("pthread_create", status)
        }
        thread = created
    }

    /// Waits until the loop has ended; blocks the calling thread.
    package func join() { _ = pthread_join(thread, nil) }
}
