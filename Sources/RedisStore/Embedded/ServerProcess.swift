internal import Glibc
package import Reactor

/// A server run as a child process, held from any thread.
package final class ServerProcess: Sendable {
    /// How a process ended.
    package enum Exit: Equatable, Sendable, CustomStringConvertible {
        case code(Int32)
        case signal(Int32)

        package var description: String {
            switch self {
            case .code(let code): "it exited with code \(code)"
            case .signal(let number): "signal \(number) ended it"
            }
        }
    }

    /// The process number.
    package let pid: Int32
    private let reactor: ControlReactor
    private let child: LoopBound<ChildProcess>

    private init(_ reactor: ControlReactor, _ child: ChildProcess) {
        self.reactor = reactor
        self.child = LoopBound(child)
        pid = child.pid
    }

    /// Starts a program, with standard output and error in the file `log`; throws `SystemError`.
    ///
    /// The kernel sends it SIGTERM when this process dies, if `setpriv` is installed.
    package static func start(
        _ program: String, _ arguments: [String], log: String, on reactor: ControlReactor
    ) async throws(SystemError) -> ServerProcess {
        let wrapper = ProgramSearch.find("setpriv")
        let words = wrapper == nil ? arguments : ["--pdeathsig", "TERM", program] + arguments
        let result: Result<ServerProcess, SystemError> = await withCheckedContinuation { continuation in
            let isPosted = reactor.post { loop in
                do throws(SystemError) {
                    let child = try ChildProcess(loop, program: wrapper ?? program, arguments: words, log: log)
                    continuation.resume(returning: .success(ServerProcess(reactor, child)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isPosted { continuation.resume(returning: .failure(SystemError("posix_spawn \(program)", ECANCELED))) }
        }
        return try result.get()
    }

    /// Waits for the end; nil when the task was cancelled first.
    package func exitUnlessCancelled() async -> Exit? {
        let once = OneShot<Exit?>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                once.wait(continuation)
                let isPosted = reactor.post { [child] _ in child.value.whenExited { once.finish($0) } }
                if !isPosted { once.finish(nil) }
            }
        } onCancel: {
            once.finish(nil)
        }
    }

    /// Asks the process to end, kills it after so many milliseconds, and waits for it; also in a cancelled task.
    ///
    /// Returns nil when the reactor was stopped: then nobody watches the process any more.
    @discardableResult
    package func terminate(killAfterMS: Int64) async -> Exit? {
        await withCheckedContinuation { continuation in
            let isPosted = reactor.post { [child] _ in
                child.value.terminate(killAfterMS: killAfterMS)
                child.value.whenExited { continuation.resume(returning: $0) }
            }
            if !isPosted { continuation.resume(returning: nil) }
        }
    }
}
