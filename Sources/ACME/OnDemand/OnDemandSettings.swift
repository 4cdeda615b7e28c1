/// What the settings say about certificates that handshakes bring about.
package struct OnDemandSettings: Sendable, Equatable {
    /// Who is asked whether a name may have one, by `GET` of this address, without a query, with `domain=<name>`; nil = nobody is.
    package var permissionURL: String?
    /// How long the answer may take.
    package var permissionTimeout: Duration
    /// Globs that every name must be among; empty = no name is kept out by them, nor let in.
    package var names: [String]
    /// Certificates for one registered domain: so many at once, and so many more each day.
    package var domainBudget: Int64
    /// Certificates that one client may bring about: so many at once, and so many more each hour.
    package var clientBudget: Int64
    /// Certificates that all clients of all nodes together may bring about: so many at once, and so many more each hour.
    package var totalBudget: Int64
    /// How long a refusal, or a failure, is remembered.
    package var refusalLifetime: Duration
    /// How long a handshake waits at most.
    package var wait: Duration
    /// Names that are never asked for: those of this installation itself.
    package var ownNames: Set<String>
    /// Whether the authority that is asked issues for names of the public DNS alone.
    package var isPublicAuthority: Bool

    /// Whether some names are permitted, or may be, whatever the hosts say.
    package var permitsNames: Bool { permissionURL != nil || !names.isEmpty }

    /// The defaults permit nothing but what a host's own globs do.
    package init() {
        permissionTimeout = .seconds(5)
        names = []
        domainBudget = 20
        clientBudget = 10
        totalBudget = 200
        refusalLifetime = .seconds(300)
        wait = .seconds(15)
        ownNames = []
        isPublicAuthority = false
    }
}
