package import Reactor

/// Why the embedded Redis cannot be run; `description` says what to do.
package enum EmbeddedRedisFailure: Error, Equatable, CustomStringConvertible {
    case programMissing(String)
    case folder(String, SystemError)
    case locked(folder: String, pid: Int32?)
    case socketPathTooLong(String)
    case orphan(folder: String, pid: Int32)
    case spawn(SystemError)

    package var description: String {
        switch self {
        case .programMissing(let program):
            """
            the program '\(program)' is not installed, and REDIS_URL is not set: install the Debian package \
            'redis-server' (apt-get install redis-server), or set REDIS_URL, for example redis://127.0.0.1:6379/0
            """
        case .folder(let path, let error):
            "the state folder '\(path)' cannot be used (\(error)): set STATE_DIR to a folder that this user may write to"
        case .locked(let folder, let pid):
            """
            another proxyd\(pid.map { " (process \($0))" } ?? "") already uses the state folder '\(folder)': stop that \
            one, set STATE_DIR to another folder, or let both share a Redis by REDIS_URL
            """
        case .socketPathTooLong(let path):
            "the socket path '\(path)' is longer than 107 bytes: set STATE_DIR to a shorter path"
        case .orphan(let folder, let pid):
            "a redis-server of an earlier run (process \(pid)) still uses '\(folder)' and does not end: stop it"
        case .spawn(let error): "redis-server cannot be started: \(error)"
        }
    }
}
