import TestSupport

@testable import OAuthServer

extension LoopbackRequest {
    /// The parameters of the query.
    var parameters: OAuthParameters { OAuthParameters(encoded: query.utf8) ?? OAuthParameters() }
    /// The parameters of the body.
    var form: OAuthParameters { OAuthParameters(encoded: body.utf8) ?? OAuthParameters() }
}
