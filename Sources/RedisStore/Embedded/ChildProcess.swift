internal import Glibc
internal import Reactor

/// A child process, watched from a reactor.
///
/// Contract: spawned on the reactor's thread, which lives as long as the process does: a parent-death signal is bound to the
/// thread that made the child, not to the process.
final class ChildProcess: EventHandler {
    typealias Exit = ServerProcess.Exit

    private static let pollMS: Int64 = 50

    let pid: pid_t
    private let reactor: Reactor
    private var exit: Exit?
    private var killAt: Int64 = .max
    private var handlers: [@Sendable (Exit) -> Void] = []

    /// Starts `program` with standard output and error in `log`; throws `SystemError`.
    init(_ reactor: Reactor, program: String, arguments: [String], log: String) throws(SystemError) {
        self.reactor = reactor
        pid = try Self.spawn(program, arguments, log)
        super.init()
        reactor.setDeadline(self, after: Self.pollMS)
    }

    /// Calls `handler` once the child has ended, at once if it has already.
    func whenExited(_ handler: @escaping @Sendable (Exit) -> Void) {
        if let exit { return handler(exit) }
        handlers.append(handler)
    }

    /// Asks the child to end, and ends it after so many milliseconds.
    func terminate(killAfterMS: Int64) {
        guard exit == nil else { return }
        kill(pid, SIGTERM)
        killAt = reactor.now + killAfterMS
    }

    override func deadlineReached() {
        var status: Int32 = 0
        let result = unsafe waitpid(pid, &status, WNOHANG)
        if result == 0 || (result < 0 && errno == EINTR) {
            if reactor.now >= killAt { kill(pid, SIGKILL) }
            return reactor.setDeadline(self, after: Self.pollMS)
        }
        let signal = status & 0x7F
        let exit: Exit = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
        self.exit = exit
        let waiting = handlers
        handlers = []
        for handler in waiting { handler(exit) }
    }

    private static func spawn(_ program: String, _ arguments: [String], _ log: String) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: an interrupt typed at the terminal is for us, and we end the child in our own time.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        // Not our environment: it may hold secrets.
        let environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        var pid = pid_t()
        let status = unsafe withCStrings([program] + arguments) { argv in
            unsafe withCStrings(environment) { envp in
                unsafe posix_spawn(&pid, program, &actions, &attributes, argv, envp)
            }
        }
        guard status == 0 else { throw SystemError("posix_spawn \(program)", status) }
        return pid
    }

    private static func withCStrings<Value>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = unsafe texts.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                // INVARIANT: the list is made here, with its nil; nothing from outside shortens it.
                preconditionFailure("the list ends with nil, so it is not empty")
            }
            return unsafe body(base)
        }
    }
}
