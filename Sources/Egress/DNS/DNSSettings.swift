/// Whom a client asks, and how long it waits.
package struct DNSSettings: Sendable {
    /// The servers of questions that name none; nil = those of `resolverFile`, read for each question.
    package var servers: [DNSServer]?
    /// The file with the system's servers.
    package var resolverFile = "/etc/resolv.conf"
    /// Until a server has answered one attempt.
    package var attemptTimeout = Duration.seconds(2)
    /// How often each server is asked before the question fails.
    package var rounds = 2
    /// Until a server has taken or refused an update.
    package var updateTimeout = Duration.seconds(10)

    /// The defaults.
    package init() {}
}
