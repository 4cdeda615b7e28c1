/// An account at an authority as operators are shown it, without its key.
package struct AuthorityAccount: Sendable, Equatable {
    /// What it is called by: a digest of directory and contact, hexadecimal.
    package let id: String
    /// Where the authority's directory is.
    package let directoryURL: String
    /// The e-mail that certificates ask by; nil = none.
    package let email: String?
    /// URIs that the authority may write to.
    package let contacts: [String]
    /// The address of the account, as CAA records name it (RFC 8657); nil = the authority has not made it yet.
    package let url: String?
    /// The thumbprint of its public key, base64url (RFC 7638).
    package let thumbprint: String
    /// Whether a change of the key was begun and its end is not known.
    package let isKeyChangePending: Bool
    /// When the key followed another one, in milliseconds since 1970; nil = it is the first.
    package let keyChangedAt: Int64?
    /// When it was ended, in milliseconds since 1970; nil = it is in use.
    package let deactivatedAt: Int64?

    /// Whether this node can open it; nothing else but the id is known when it cannot.
    package let isReadable: Bool

    init(unreadable id: String) {
        self.id = id
        directoryURL = ""
        email = nil
        contacts = []
        url = nil
        thumbprint = ""
        isKeyChangePending = false
        keyChangedAt = nil
        deactivatedAt = nil
        isReadable = false
    }

    init(id: String, _ account: StoredAccount) {
        self.id = id
        directoryURL = account.directoryURL
        email = account.email
        contacts = account.contacts
        url = account.url
        thumbprint = account.key.thumbprint
        isKeyChangePending = account.pendingKey != nil
        keyChangedAt = account.keyChangedAt
        deactivatedAt = account.deactivatedAt
        isReadable = true
    }
}
