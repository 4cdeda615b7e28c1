/// What a person sees when a request to the authorization server cannot go on and nothing may be sent to the client.
package struct RefusalPage: Sendable {
    private let error: OAuthError

    /// Makes the page of an error, with its status.
    package init(_ error: OAuthError) { self.error = error }

    /// The answer.
    package var response: OAuthResponse {
        var page = Page(title: title, status: error.status, content: content)
        if let seconds = error.retryAfter { page.headers.append(("Retry-After", "\(seconds)")) }
        return page.response
    }

    /// The page for a request that is not known (any more) to this browser.
    static let ended = Page(
        title: "This request has ended", status: 400,
        content: """
            \(.notice(.error, title: "There is nothing left to answer here."))
            <p>It was answered already, waited for more than ten minutes, or was begun in another browser.</p>
            <p>Go back to the app and connect again. If that does not help, allow cookies for this site.</p>
            """)

    /// The answer to a method that a path does not take.
    static func methodNotAllowed(_ allowed: String) -> OAuthResponse {
        Page(
            title: "This did not work", status: 405, headers: [("Allow", allowed)],
            content: .notice(.error, title: "This address is not meant to be opened like that.")
        ).response
    }

    private var title: String {
        switch error.status {
        case 500...: "Not available right now"
        case 403: "Not allowed"
        default: "This sign-in cannot go on"
        }
    }

    private var content: HTML {
        "\(.notice(.error, title: Self.sentence(error.detail)))<p>\(remedy)</p>"
    }

    private var remedy: String {
        switch error.code {
        case .temporarilyUnavailable, .serverError:
            "Nothing was changed. Load this page again in a moment."
        case .invalidClient:
            "In the app, remove this connection and add it again, so that it registers anew. "
                + "Nothing was sent to the app."
        default:
            "Go back to the app and connect again. If it stays like this, the makers of the app need to know the "
                + "sentence above. Nothing was sent to the app."
        }
    }

    /// A detail as a sentence.
    static func sentence(_ detail: String) -> String {
        detail.prefix(1).uppercased() + detail.dropFirst() + (detail.hasSuffix(".") ? "" : ".")
    }
}
