internal import ProxyModel

/// Hashes and verifies the passwords of people: argon2id, a few at a time, on threads of its own.
package struct PasswordHasher: Sendable {
    /// What became of a verification.
    package enum Verdict: Sendable, Equatable {
        case wrong
        /// `needsRehash` when the hash was made with other parameters than those in use.
        case right(needsRehash: Bool)
    }

    private let parameters: Argon2Parameters
    private let threads: HashingThreads
    private let randomBytes: @Sendable (Int) -> [UInt8]
    /// A hash of nobody's password, so that an unknown name takes as long as a wrong password.
    private let decoy: String

    /// Makes a hasher that works on `width` passwords at once (2 to 4 are plenty: each takes a core and 19 MiB).
    ///
    /// `randomBytes` gives salts.
    package init(
        parameters: Argon2Parameters = .standard, width: Int = 2, queueLimit: Int = 64,
        randomBytes: @escaping @Sendable (Int) -> [UInt8]
    ) {
        self.parameters = parameters
        self.threads = HashingThreads(width: max(1, width), queueLimit: queueLimit)
        self.randomBytes = randomBytes
        // Verifying costs what the text says, whether or not anything was ever hashed to it.
        self.decoy =
            "$argon2id$v=19$m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)$"
            + "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    }

    /// The encoded hash of a password that keeps the rules.
    ///
    /// Throws `temporarily_unavailable` when too many wait, or the machine has no memory for it.
    package func hash(_ password: Password) async throws(OAuthError) -> String {
        let salt = randomBytes(16)
        let parameters = parameters
        let result = await threads.run { Argon2.hash(password.bytes, salt: salt, parameters) }
        guard let hash = result ?? nil else { throw Self.overload }
        return hash
    }

    /// Compares a password with an encoded hash, with nobody's when there is none; the time is the same.
    ///
    /// Throws `temporarily_unavailable` when too many wait.
    package func verify(_ password: Password, _ encoded: String?) async throws(OAuthError) -> Verdict {
        let known = encoded.flatMap(Argon2Parameters.init(encoded:))
        let encoded = known == nil ? decoy : encoded ?? decoy
        guard let isRight = await threads.run({ Argon2.verify(password.bytes, encoded) }) else { throw Self.overload }
        guard isRight, let known else { return .wrong }
        return .right(needsRehash: known != parameters)
    }

    private static var overload: OAuthError {
        OAuthError(.temporarilyUnavailable, "too many sign-ins at once; try again in a few seconds", retryAfter: 5)
    }
}
