/// An error that the server answered with.
package struct RedisServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The first word, for example `WRONGTYPE`; errors are compared by it.
    package let code: String
    /// The server's whole line.
    package let line: String

    /// Takes a server's error line apart.
    package init(_ line: String) {
        self.line = line
        self.code = String(line.prefix { $0 != " " })
    }

    /// What it means for the operator, and what to do.
    package var description: String {
        switch code {
        case "NOAUTH": "the server wants a password: add it to REDIS_URL or set REDIS_PASSWORD"
        case "WRONGPASS": "the server refused the user name or password of REDIS_URL or REDIS_PASSWORD"
        case "NOPERM": "the server's access rules do not allow this user what is needed: \(line)"
        case "LOADING": "the server is still loading its data"
        case "MASTERDOWN": "the server is a replica that has lost its master"
        case "READONLY": "the server is a read-only replica: let REDIS_URL name the master"
        case "MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN":
            "the server is a node of a Redis Cluster that does not hold these keys: \(line)"
        case "OOM": "the server has no memory left for writes (maxmemory): \(line)"
        case "MISCONF": "the server refuses writes because it cannot save them: \(line)"
        case "NOREPLICAS": "the server has too few replicas to accept writes: \(line)"
        default: "the server answered: \(line)"
        }
    }

    package static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
