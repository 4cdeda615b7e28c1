/// One attempt to get a certificate: everything that whoever takes over needs to go on with the same order.
package struct IssuanceWork: Sendable, Equatable {
    /// What is done next; written before it is done.
    package enum Stage: String, Sendable, CaseIterable {
        /// Checks, key and budget: nothing was asked of the authority.
        case preparing
        /// The order is sent; without an answer nobody knows whether it arrived.
        case ordering
        /// The order is there, its authorizations are read.
        case authorizing
        /// Challenges are chosen and put where the authority looks.
        case presenting
        /// The authority is told to look.
        case responding
        /// The authority looks.
        case validating
        /// The order is ready, or being made into a certificate.
        case finalizing
        /// The certificate is there and is fetched, checked and stored.
        case downloading
        /// The attempt is over; what was put for the authority is taken away.
        case withdrawing
    }

    /// What is done next.
    package var stage: Stage = .preparing
    /// Its number among all attempts for the certificate.
    package var number: Int64
    /// Milliseconds since 1970.
    package var startedAt: Int64
    /// The digest of the intent it is for.
    package var digest: String
    /// Name of the issuer.
    package var issuer: String
    /// The directory of the authority; empty for the local one.
    package var directoryURL: String
    /// Whether it is the authority's test system, asked only whether it would do.
    package var isRehearsal: Bool
    /// The names and addresses that are ordered.
    package var names: [String]
    /// The private key in PEM, base64url of it sealed for `issuance:<name>`; nil = not made yet.
    package var sealedKey: String?
    /// The certificate that is replaced (RFC 9773 §5); nil = none is told.
    package var replaces: String?
    /// How often a node stopped between sending the order and writing its address.
    package var interruptions: Int = 0
    /// The order's address; nil = not ordered yet.
    package var orderURL: String?
    /// The addresses of its authorizations.
    package var authorizations: [String] = []
    /// What was chosen for authorizations that were not valid yet.
    package var challenges: [PendingChallenge] = []
    /// Where the certificate is; nil = not made yet.
    package var certificateURL: String?
    /// Why the attempt is over without a certificate; nil = it is not, or was given up, or was a rehearsal that did.
    package var failure: IssuanceFailure?

    /// Makes an attempt that nothing was done for.
    package init(
        number: Int64, startedAt: Int64, digest: String, issuer: String, directoryURL: String, isRehearsal: Bool,
        names: [String]
    ) {
        self.number = number
        self.startedAt = startedAt
        self.digest = digest
        self.issuer = issuer
        self.directoryURL = directoryURL
        self.isRehearsal = isRehearsal
        self.names = names
    }
}
