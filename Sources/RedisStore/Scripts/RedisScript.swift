internal import Crypto

/// A Lua script that the server runs as one step.
struct RedisScript: Sendable {
    let source: String
    /// What the server calls it by: the SHA-1 of the source in hexadecimal.
    let digest: String

    init(_ source: String) {
        self.source = source
        digest = Insecure.SHA1.hash(data: Array(source.utf8)).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}

extension RedisClient {
    /// Runs a script by its digest, and by its source when the server does not have it (`NOSCRIPT`).
    func evaluate(
        _ script: RedisScript, keys: [String], arguments: [RedisArgument], timeoutMS: Int64? = nil
    ) async throws(RedisError) -> RedisReply {
        let operands = [RedisArgument(keys.count)] + keys.map { RedisArgument($0) } + arguments
        do throws(RedisError) {
            return try await send(["EVALSHA", RedisArgument(script.digest)] + operands, timeoutMS: timeoutMS)
        } catch {
            // The script was not run, so that to send it again executes it once.
            guard case .server(let refusal) = error, refusal.code == "NOSCRIPT" else { throw error }
            return try await send(["EVAL", RedisArgument(script.source)] + operands, timeoutMS: timeoutMS)
        }
    }
}
