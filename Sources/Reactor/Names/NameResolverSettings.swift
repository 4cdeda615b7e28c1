/// Whom a resolver asks, and how patiently.
package struct NameResolverSettings: Sendable {
    /// Servers as `address[:port]`, comma-separated; nil = those that `file` lists.
    package var servers: String?
    /// The file that lists servers, search domains and options as resolv.conf(5) says; read again when it changes.
    package var file = "/etc/resolv.conf"
    /// The port of servers that are given without one.
    package var port: UInt16 = 53
    /// Milliseconds until the first attempt is given up; c-ares doubles it for each further round of the servers.
    package var timeoutMilliseconds: Int32 = 1000
    /// How many times each server is asked.
    package var tries: Int32 = 3

    /// The system's servers, asked for 7 s at most if there is one.
    package init() {}
}
