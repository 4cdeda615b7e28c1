/// `/success`: what a browser sees at the end of a sign-in whose client shows nothing itself.
///
/// Clients that let the user copy the code may be sent here with it.
package struct SuccessEndpoint: OAuthEndpoint {
    /// Makes the endpoint.
    package init() {}

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let code = try request.query.single("code") ?? ""
        // Codes are base64url: a sentence of somebody else's must not look like one of ours.
        if (16...128).contains(code.utf8.count), code.utf8.allSatisfy(Self.isCodeByte) {
            return OutOfBandPage(code: code, clientName: nil).response
        }
        return Page(
            title: "You are signed in",
            content: .card("<p>You can close this window and go back to the application.</p>")
        ).response
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "-_".utf8.contains(byte)
    }
}
