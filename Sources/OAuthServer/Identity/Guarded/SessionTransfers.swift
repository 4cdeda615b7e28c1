internal import ProxyModel

/// The codes by which a session reaches a guarded host: one minute, one use, one host, one browser.
struct SessionTransfers: Sendable {
    private static let lifetime: Int64 = 60_000

    let environment: OAuthEnvironment

    /// A code for a session that may use a host.
    func issue(_ session: BrowserSession, origin: String, binding: String) async throws(OAuthError) -> String {
        let code = environment.token()
        let value: JSONValue = [
            "v": 1, "origin": .string(origin), "binding": .string(binding), "session": .string(session.digest),
            "user": session.user.json, "authenticated_at": .integer(session.authenticatedAt),
        ]
        do throws(StoreFailure) {
            _ = try await environment.store.put(
                Self.key(code), value.compactBytes, lifetime: Self.lifetime, if: .absent)
        } catch { throw OAuthError(error) }
        return code
    }

    /// The session of a code; nil when there is none, when it was for another host or browser, or when the session has
    /// ended meanwhile.
    func redeem(_ code: String, origin: String, binding: BrowserBinding) async throws(OAuthError) -> BrowserSession? {
        guard Base64URL.decode(code)?.count == 32 else { return nil }
        let bytes: [UInt8]?
        do throws(StoreFailure) {
            bytes = try await environment.store.take(Self.key(code))
        } catch { throw OAuthError(error) }
        guard let bytes, let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            value["origin"]?.stringValue == origin, let bound = value["binding"]?.stringValue,
            ConstantTime.areEqual(bound, binding.digest), let digest = value["session"]?.stringValue,
            let user = value["user"].flatMap(UserIdentity.init(json:)),
            let authenticatedAt = value["authenticated_at"]?.integerValue
        else { return nil }
        do throws(StoreFailure) {
            guard try await environment.store.value(VolatileKey(.session, digest)) != nil else { return nil }
        } catch { throw OAuthError(error) }
        return BrowserSession(digest: digest, user: user, authenticatedAt: authenticatedAt, csrf: "")
    }

    private static func key(_ code: String) -> VolatileKey {
        VolatileKey(.code, "session:" + SecretDigest.hexadecimal(code))
    }
}
