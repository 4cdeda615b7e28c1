/// What is about to be ordered, as far as the checks before it need to know.
package struct PreflightRequest: Sendable {
    /// What a node answers at `/.well-known/acme-challenge/<token>` for the check.
    package struct Probe: Sendable, Equatable {
        /// The last part of the path.
        package let token: String
        /// The body of the answer.
        package let keyAuthorization: String

        /// Makes a probe, which nodes must answer already.
        package init(token: String, keyAuthorization: String) {
            self.token = token
            self.keyAuthorization = keyAuthorization
        }
    }

    /// The names of the certificate; a wildcard begins with `*.`.
    package var names: [String]
    /// `http-01`, `tls-alpn-01`, `dns-01` or `dns-persist-01`.
    package var challengeType: String
    /// What CAA records may call the authority (`caaIdentities` of its directory, RFC 8555 §7.1.1); empty = unknown.
    package var authorityDomains: [String] = []
    /// The account's URL, for `accounturi` of RFC 8657 §3; nil = none yet.
    package var accountURL: String?
    /// Whether the authority issues for names of the public Internet only.
    package var isAuthorityPublic = true
    /// Our addresses, 4 or 16 bytes each; empty = unknown, so the check is left out.
    package var ownAddresses: [[UInt8]] = []
    /// nil = the check of our own answer is left out; it is for http-01 only.
    package var probe: Probe?

    /// Makes a request.
    package init(names: [String], challengeType: String) {
        self.names = names
        self.challengeType = challengeType
    }
}
