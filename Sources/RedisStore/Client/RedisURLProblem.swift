/// Why a text is not the URL of a Redis server; `description` is fit to be shown to the operator and holds no secret.
package enum RedisURLProblem: Error, Equatable, CustomStringConvertible {
    case scheme(String?)
    case fragment
    case host
    case port(String)
    case socketPath(String)
    case database(String)
    case databaseTwice
    case query(String)
    case percentEncoding
    case userWithoutPassword

    package var description: String {
        switch self {
        case .scheme(nil): "it has no scheme; it must begin with redis://, rediss:// or unix://"
        case .scheme(let scheme?): "'\(scheme)://' is not supported; use redis://, rediss:// or unix://"
        case .fragment: "a '#' must be written as %23 (in a password, for example)"
        case .host: "the host is not a name, an IPv4 address or an IPv6 address in brackets"
        case .port(let text): "'\(text)' is not a port from 1 to 65535"
        case .socketPath(let path): "'\(path)' is not an absolute socket path of at most 107 bytes"
        case .database(let text): "'\(text)' is not a database number"
        case .databaseTwice: "the database number is given twice, as path and as ?db="
        case .query(let name): "the parameter '\(name)' is not known; only db=<number> is"
        case .percentEncoding: "a '%' is not followed by two hexadecimal digits; write a literal '%' as %25"
        case .userWithoutPassword: "it names a user but no password; add one, or set REDIS_PASSWORD"
        }
    }
}
