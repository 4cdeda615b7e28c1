package import Egress
internal import ProxyModel
internal import Synchronization

/// A client of one authority (RFC 8555), for any number of accounts and orders at once.
///
/// Contract: nothing is kept but the directory and unused nonces. A refused nonce is followed by another one; reading is
/// repeated after an error of the server; everything else is sent once and its repetition is the caller's decision. Every
/// call throws `ACMEFailure`.
package final class ACMEClient: Sendable {
    private struct CachedDirectory {
        let directory: ACMEDirectory
        let time: Int64
    }

    private static let directoryLifetime: Int64 = 3_600_000

    let connection: AuthorityConnection
    private let cache = Mutex<CachedDirectory?>(nil)

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - directoryURL: The authority's directory; HTTPS, or plain HTTP on loopback.
    ///   - fetcher: Sends the requests.
    ///   - caFile: PEM file of the authorities to trust in TLS; nil = the fetcher's.
    ///   - caPEM: The authorities to trust in TLS in place of all others; nil = those of `caFile`.
    ///   - userAgent: How the client introduces itself (§6.1).
    ///   - requestTimeout: Until a single answer is there.
    ///   - now: The time in milliseconds since 1970.
    package init(
        directoryURL: String, fetcher: HTTPFetcher, caFile: String? = nil, caPEM: String? = nil,
        userAgent: String, requestTimeout: Duration = .seconds(30), now: @escaping @Sendable () -> Int64
    ) {
        connection = AuthorityConnection(
            directoryURL: directoryURL, fetcher: fetcher, caFile: caFile, caPEM: caPEM,
            userAgent: userAgent, requestTimeout: requestTimeout, now: now)
    }

    /// The address that the client was made with.
    package var directoryURL: String { connection.directoryURL }

    /// The directory, read again after an hour.
    package func directory() async throws(ACMEFailure) -> ACMEDirectory {
        let time = connection.now()
        let cached = cache.withLock { $0 }
        if let cached, (0..<Self.directoryLifetime).contains(time &- cached.time) { return cached.directory }
        let directory = try ACMEDirectory(json: try await connection.get(directoryURL).json())
        cache.withLock { $0 = CachedDirectory(directory: directory, time: time) }
        return directory
    }

    /// Forgets the directory: the authority has moved its addresses.
    func forgetDirectory() { cache.withLock { $0 = nil } }

    /// Sends a request to one of the directory's addresses, with a fresh directory when it is not there any more.
    func post(
        _ payload: (String) throws(ACMEFailure) -> JSONValue, to address: (ACMEDirectory) -> String,
        from sender: FlattenedJWS.Sender, signer: some JWSSigner, repetition: AuthorityConnection.Repetition
    ) async throws(ACMEFailure) -> AuthorityAnswer {
        var isFresh = false
        while true {
            let directory = try await directory()
            let url = address(directory)
            do throws(ACMEFailure) {
                return try await connection.post(
                    payload(url), to: url, from: sender, signer: signer, newNonce: directory.newNonce,
                    repetition: repetition)
            } catch .problem(let problem) where problem.status == 404 && problem.type == "about:blank" && !isFresh {
                isFresh = true
                forgetDirectory()
            }
        }
    }

    /// Sends a request to an object of an account; without a payload it is read.
    func post(
        _ payload: JSONValue?, to url: String, as account: AccountReference, accept: String? = nil,
        repetition: AuthorityConnection.Repetition = .reads
    ) async throws(ACMEFailure) -> AuthorityAnswer {
        let newNonce = try await directory().newNonce
        return try await connection.post(
            payload, to: url, from: .account(account.url), signer: account.key, newNonce: newNonce, accept: accept,
            repetition: repetition)
    }
}
