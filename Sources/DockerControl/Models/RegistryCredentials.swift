internal import ProxyModel

/// What a registry asks for before it gives an image.
package struct RegistryCredentials: Sendable {
    /// The account.
    package let user: String
    /// Its password or token.
    package let password: SecretValue
    /// The registry that they are for.
    package let registry: String

    /// Makes credentials.
    package init(user: String, password: SecretValue, registry: String) {
        self.user = user
        self.password = password
        self.registry = registry
    }

    /// The value of `X-Registry-Auth`: base64url with its filling characters, which engines insist on.
    var field: String {
        let document: JSONValue = [
            "username": .string(user), "password": .string(password.reveal()), "serveraddress": .string(registry),
        ]
        let text = Base64URL.encode(document.compactBytes)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }
}
