extension OAuthError {
    /// What is asked for is not there: 404.
    package static func notFound(_ detail: String) -> Self { Self(.invalidRequest, detail, status: 404) }
}
