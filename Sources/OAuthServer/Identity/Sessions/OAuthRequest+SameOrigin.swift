extension OAuthRequest {
    /// Whether the browser says, if it says anything, that a page of this origin sent the request.
    ///
    /// It complements a token in the form, which has to be there as well. `Sec-Fetch-Site` decides where it is there;
    /// `Origin: null` is what browsers without it send from pages of ours, which are served with the policy `no-referrer`
    /// (Fetch, "append a request Origin header").
    package var isFromOwnPage: Bool {
        let sites = fields("sec-fetch-site")
        guard sites.isEmpty else { return sites == ["same-origin"] }
        let origins = fields("origin")
        return origins.isEmpty || origins == [origin] || origins == ["null"]
    }
}
