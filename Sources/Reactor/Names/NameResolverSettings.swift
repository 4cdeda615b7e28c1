/// Whom a resolver asks, and how patiently.
package struct NameResolverSettings: Sendable {
    /// Servers as `address[:port]`, comma-separated; nil = those of `/etc/resolv.conf`, also when that file changes.
    package var servers: String?
    /// Milliseconds until the first attempt is given up; c-ares doubles it for each further round of the servers.
    package var timeoutMilliseconds: Int32 = 2000
    /// How many times each server is asked.
    package var tries: Int32 = 3

    /// The system's servers, asked for 14 s at most if there is one.
    package init() {}
}
