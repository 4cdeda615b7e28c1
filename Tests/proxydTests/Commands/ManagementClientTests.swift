import Egress
import ManagementAPI
import ProxyModel
import Testing

@testable import proxyd

@Suite(.timeLimit(.minutes(1)))
struct `The client of the management API` {
    /// Answers every request with what the script makes of its head.
    private func serving(_ script: @escaping @Sendable (String) -> String) throws -> ManagementClient {
        let listener = try #require(DemoListener(port: 0))
        let isServing = BlockingThread.start {
            listener.serve { socket in
                let head = String(decoding: socket.read() ?? [], as: UTF8.self)
                _ = socket.write(Array(script(head).utf8))
            }
        }
        #expect(isServing)
        return ManagementClient(
            address: "http://127.0.0.1:\(listener.port)", token: "acm_1", fetcher: try HTTPFetcher())
    }

    private func answer(_ status: String, _ body: String, type: String = "application/json") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func failure(_ client: ManagementClient) async -> ManagementFailure? {
        do {
            _ = try await client.send(ManagementCall("token.list"))
            return nil
        } catch {
            return error
        }
    }

    @Test func `sends the token and reads the answer`() async throws {
        let client = try serving { head in
            head.contains("\r\nAuthorization: Bearer acm_1\r\n")
                && head.hasPrefix("GET /api/v1/tokens/a%20b HTTP/1.1\r\n")
                ? answer("200 OK", #"{"name":"a b"}"#) : answer("400 Bad Request", head, type: "text/plain")
        }
        let result = try await client.send(ManagementCall("token.show", "a b"))
        #expect(result.json == ["name": "a b"])
    }

    @Test func `collects every page`() async throws {
        let client = try serving { head in
            let page = head.contains("page=1&") ? 1 : head.contains("page=2&") ? 2 : 3
            return answer("200 OK", #"{"tokens":[{"n":\#(page)}],"pagination":{"page":\#(page),"pages":3}}"#)
        }
        #expect(try await client.collect(ManagementCall("token.list")) == [["n": 1], ["n": 2], ["n": 3]])
    }

    @Test func `tells a refusal with everything that is wrong`() async throws {
        let client = try serving { _ in
            answer(
                "422 Unprocessable Content",
                """
                {"type":"/problems/invalid-content","title":"The request is not valid","status":422,"detail":"2 values; the first: one",
                "instance":"r-1","errors":[{"pointer":"/a","detail":"one"},{"pointer":"","detail":"two"}],"owns":{"proxies":["p"]}}
                """, type: "application/problem+json")
        }
        let failure = await failure(client)
        #expect(
            failure?.description == """
                The request is not valid (422)
                  /a: one
                  /: two
                  owns: {"proxies":["p"]}
                  request r-1
                """)
        #expect(failure.map { CommandFailure($0).status } == .refused)
    }

    @Test func `shows a body that is no problem document as it is`() async throws {
        let client = try serving { _ in answer("502 Bad Gateway", "<html>", type: "text/html") }
        #expect(await failure(client)?.description == "status 502\n  <html>")
    }

    @Test func `says what to do without a valid token`() async throws {
        let client = try serving { _ in answer("401 Unauthorized", "{}") }
        let failure = try #require(await failure(client).map { CommandFailure($0) })
        #expect(failure.status == .refused)
        #expect(failure.message.contains("ADMIN_TOKEN"))
    }

    @Test func `nobody there is another status than a refusal`() async throws {
        let client = ManagementClient(address: "http://127.0.0.1:1", token: nil, fetcher: try HTTPFetcher())
        let failure = try #require(await failure(client).map { CommandFailure($0) })
        #expect(failure.status == .unreachable)
        #expect(failure.message.hasPrefix("proxyd: http://127.0.0.1:1 does not answer"))
    }
}
