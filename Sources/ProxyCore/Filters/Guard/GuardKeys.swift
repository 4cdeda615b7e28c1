package import ProxyModel

/// The keys that a worker's guard checks tokens with, and the one it signs identities with.
package struct GuardKeys: Sendable {
    /// A public key that access tokens and sessions are signed with.
    package struct Verification: Sendable, Equatable {
        /// What tokens name it by.
        package var kid: String
        /// The one algorithm that it is used with.
        package var algorithm: SigningKey.Algorithm
        /// SubjectPublicKeyInfo in DER.
        package var publicKey: [UInt8]

        /// Makes a key.
        package init(kid: String, algorithm: SigningKey.Algorithm, publicKey: [UInt8]) {
            self.kid = kid
            self.algorithm = algorithm
            self.publicKey = publicKey
        }
    }

    /// The private key of `X-Auth-Assertion`, always ES256.
    package struct Assertion: Sendable {
        /// What `/jwks` publishes its public half under.
        package var kid: String
        /// PKCS #8 in DER.
        package var privateKey: [UInt8]

        /// Makes a key.
        package init(kid: String, privateKey: [UInt8]) {
            self.kid = kid
            self.privateKey = privateKey
        }
    }

    /// Every key that a valid token can have been signed with.
    package var verification: [Verification]
    /// nil = upstreams get no assertion.
    package var assertion: Assertion?
    /// The key before that one: sessions of MCP servers that were sealed by it go on, also on a node that has just
    /// started.
    package var formerAssertion: Assertion?

    /// Makes a set of keys.
    package init(
        verification: [Verification] = [], assertion: Assertion? = nil, formerAssertion: Assertion? = nil
    ) {
        self.verification = verification
        self.assertion = assertion
        self.formerAssertion = formerAssertion
    }
}

extension GuardKeys.Assertion: CustomStringConvertible, CustomReflectable {
    package var description: String { "GuardKeys.Assertion(\(kid), redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
