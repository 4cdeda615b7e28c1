import Crypto
import ProxyModel
import Testing

@testable import OAuthServer

struct PageTests {
    private func field(_ name: String, of page: Page) -> String? {
        page.response.headers.first { $0.name == name }?.value
    }

    private let page = Page(title: "A <title>", content: "<p>Hello</p>")

    @Test func `is sent with the fields that keep it to itself`() {
        #expect(field("Content-Type", of: page) == "text/html; charset=utf-8")
        #expect(field("Cache-Control", of: page) == "no-store")
        #expect(field("Referrer-Policy", of: page) == "no-referrer")
        #expect(field("X-Frame-Options", of: page) == "DENY")
        #expect(field("X-Content-Type-Options", of: page) == "nosniff")
        #expect(field("Cross-Origin-Opener-Policy", of: page) == "same-origin")
    }

    @Test func `allows its one style sheet and nothing else`() throws {
        let policy = try #require(field("Content-Security-Policy", of: page))
        let text = page.document.text
        let start = try #require(text.firstRange(of: "<style>")).upperBound
        let end = try #require(text.firstRange(of: "</style>")).lowerBound
        let digest = Base64URL.encode(SHA256.hash(data: Array(text[start..<end].utf8)))
        let hash = String(digest.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }) + "="
        #expect(
            policy == "default-src 'none'; style-src 'sha256-\(hash)'; img-src 'self'; form-action 'self'; "
                + "frame-ancestors 'none'; base-uri 'none'")
        #expect(!text.contains("<script") && !text.contains("style=") && !text.contains("javascript:"))
    }

    @Test func `lets forms lead to the named sources alone`() throws {
        var page = page
        page.formOrigins = ["https://a.test", "cursor:", "http://127.0.0.1:*", "x; script-src *", "a b", "'none'", ""]
        let policy = try #require(field("Content-Security-Policy", of: page))
        #expect(policy.contains("form-action 'self' https://a.test cursor: http://127.0.0.1:*; frame-ancestors"))
        #expect(!policy.contains("script-src"))
    }

    @Test func `has a language, a viewport, one heading of the first rank, and a main part`() {
        let text = page.document.text
        #expect(text.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        #expect(text.contains("<meta name=\"viewport\""))
        #expect(text.contains("<h1>A &lt;title&gt;</h1>") && text.contains("<main class=\"narrow\">"))
    }

    @Test func `ties a field to its label, its hint and its error`() {
        let field = HTML.field(
            label: "User", name: "username", value: "\"><b>", hint: "Or e-mail", error: "Unknown",
            autocomplete: "username")
        #expect(field.text.contains("<label for=\"field-username\">User</label>"))
        #expect(field.text.contains("aria-describedby=\"field-username-hint field-username-error\""))
        #expect(field.text.contains("aria-invalid=\"true\"") && field.text.contains("id=\"field-username-error\""))
        #expect(field.text.contains("value=\"&quot;&gt;&lt;b&gt;\""))
    }

    @Test func `reads errors out at once`() {
        #expect(HTML.notice(.error, title: "No").text.contains("role=\"alert\""))
        #expect(!HTML.notice(.warning, title: "Careful").text.contains("role=\"alert\""))
    }

    @Test func `posts forms with their hidden fields`() {
        let form = HTML.form(
            action: "/consent", hidden: [("csrf", "a\"b")],
            .actions(.button("Allow", name: "decision", value: "approve")))
        #expect(form.text.hasPrefix("<form method=\"post\" action=\"/consent\">"))
        #expect(form.text.contains("<input type=\"hidden\" name=\"csrf\" value=\"a&quot;b\">"))
        #expect(
            form.text.contains(
                "<button type=\"submit\" class=\"primary\" name=\"decision\" value=\"approve\">Allow</button>"))
    }
}
