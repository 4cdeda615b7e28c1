/// A whole page for a browser.
///
/// It works without script: there is none, and the policy it is sent with lets none run.
package struct Page: Sendable {
    /// How much room the content takes.
    package enum Width: Sendable {
        /// One question with its answer.
        case narrow
        /// Lists.
        case wide
    }

    /// Plain text: the heading, and the beginning of the document's title.
    package var title: String
    /// The status code that it is sent with.
    package var status: Int
    /// How much room the content takes.
    package var width: Width
    /// Further sources of `form-action` (CSP Level 3 §6.4.1): where a form's answer may redirect to.
    package var formOrigins: [String]
    /// Who is signed in, for the head of the page.
    package var username: String?
    /// More header fields, cookies for instance.
    package var headers: [(name: String, value: String)]
    /// What stands below the heading.
    package var content: HTML

    /// Makes a page; the title is also its heading of the first rank.
    package init(
        title: String, status: Int = 200, width: Width = .narrow, formOrigins: [String] = [], username: String? = nil,
        headers: [(name: String, value: String)] = [], content: HTML
    ) {
        self.title = title
        self.status = status
        self.width = width
        self.formOrigins = formOrigins
        self.username = username
        self.headers = headers
        self.content = content
    }

    /// The answer.
    package var response: OAuthResponse {
        OAuthResponse(
            status: status, headers: PageHeaders.fields(formOrigins: formOrigins) + headers,
            body: Array(document.text.utf8))
    }

    /// The markup.
    package var document: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>\(title) · proxyd</title>
        <style>\(.raw(Stylesheet.text))</style>
        </head>
        <body>
        <header class="top"><div class="bar"><span class="brand">\(.raw(Self.mark))proxyd</span>\(signedIn)</div></header>
        <main class="\(width == .wide ? "wide" : "narrow")">
        <h1>\(title)</h1>
        \(content)
        </main>
        </body>
        </html>

        """
    }

    private var signedIn: HTML? {
        username.map { "<span class=\"who\">Signed in as <b>\(DisplayText.line($0, limit: 40))</b></span>" }
    }

    private static let mark: StaticString =
        "<svg viewBox=\"0 0 24 24\" width=\"22\" height=\"22\" aria-hidden=\"true\" focusable=\"false\"><path fill=\"currentColor\" d=\"M12 1.5 3.5 4.8v6.4c0 5 3.5 9.5 8.5 11.3 5-1.8 8.5-6.3 8.5-11.3V4.8L12 1.5Zm0 5.2a2.6 2.6 0 0 1 1.3 4.9l.8 4.6H9.9l.8-4.6A2.6 2.6 0 0 1 12 6.7Z\"/></svg>"
}
