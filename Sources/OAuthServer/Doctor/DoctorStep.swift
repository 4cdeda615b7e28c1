/// The steps of a client's sequence.
enum DoctorStep: Sendable, Hashable, CaseIterable {
    /// The first request, without a token.
    case challenge
    case challengeToGet
    case challengeToDelete
    case refusedToken
    case otherSpelling
    /// The metadata of the resource where the challenge says, with the path of the resource, and at the root.
    case announcedMetadata
    case pathMetadata
    case rootMetadata
    case serverMetadata
    case openIDMetadata
    /// The location that OpenID Connect Discovery has for an issuer with a path.
    case openIDMetadataBelow
    /// Where clients of 2025-03-26 look: at the root of the host of the resource.
    case metadataBesideResource
    case registration
    /// The registration that a client sends again a moment later.
    case registrationAgain
    case deregistration
    case deregistrationAgain
    case authorization
    case authorizationByDocument
    case unknownClient
    case foreignRedirect
    case missingChallenge
    case unknownCode
    case resourcePreflight
    case resourceMetadataPreflight
    case serverMetadataPreflight
    case registrationPreflight
    case tokenPreflight
    /// The same hosts with the authorities that everybody trusts.
    case resourceTrust
    case issuerTrust
}
