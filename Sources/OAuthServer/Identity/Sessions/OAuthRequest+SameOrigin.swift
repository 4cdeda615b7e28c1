extension OAuthRequest {
    /// Whether the browser says, if it says anything, that a page of this origin sent the request.
    ///
    /// `Sec-Fetch-Site` decides where it is there: browsers send `Origin: null` from pages without referrer (Fetch,
    /// "append a request Origin header"). It complements a token in the form, which has to be there as well.
    package var isFromOwnPage: Bool {
        let sites = fields("sec-fetch-site")
        guard sites.isEmpty else { return sites == ["same-origin"] }
        let origins = fields("origin")
        return origins.isEmpty || origins == [origin]
    }
}
