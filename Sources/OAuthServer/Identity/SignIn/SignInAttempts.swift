internal import ProxyModel

/// The sign-ins at identity providers that are under way: ten minutes, one answer, from the browser that began.
struct SignInAttempts: Sendable {
    private static let lifetime: Int64 = 600_000

    let environment: OAuthEnvironment

    /// Keeps an attempt until the browser comes back.
    func save(_ attempt: SignInAttempt) async throws(OAuthError) {
        let key = Self.key(attempt.state)
        guard let sealed = try? environment.sealer.seal(attempt.secrets, purpose: Self.purpose(key)) else {
            throw OAuthError(.serverError, "secrets cannot be sealed")
        }
        do throws(StoreFailure) {
            _ = try await environment.store.put(
                key, attempt.bytes(sealed: sealed), lifetime: Self.lifetime, if: .absent)
        } catch { throw OAuthError(error) }
    }

    /// Takes the attempt of a state, once; nil when there is none, or when another provider or browser answers it, which
    /// leaves it to the right one.
    func redeem(
        state: String, provider: SignInProvider, binding: BrowserBinding
    ) async throws(OAuthError) -> SignInAttempt? {
        guard Base64URL.decode(state)?.count == 32 else { return nil }
        let key = Self.key(state)
        do throws(StoreFailure) {
            guard let bytes = try await environment.store.value(key),
                let attempt = SignInAttempt(
                    state: state, bytes: bytes, open: { try? environment.sealer.open($0, purpose: Self.purpose(key)) }),
                attempt.provider == provider.record.name, attempt.providerIssuer == provider.record.issuer,
                ConstantTime.areEqual(attempt.binding, binding.digest),
                try await environment.store.take(key) != nil
            else { return nil }
            return attempt
        } catch { throw OAuthError(error) }
    }

    private static func key(_ state: String) -> VolatileKey {
        VolatileKey(.transaction, "sign-in:" + SecretDigest.hexadecimal(state))
    }

    private static func purpose(_ key: VolatileKey) -> String { "sign-in:" + key.id }
}
