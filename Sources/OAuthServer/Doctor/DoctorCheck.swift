/// One thing that has to be so for a client to sign in: decides about evidence, asks for nothing.
protocol DoctorCheck: Sendable {
    /// What is examined, as a heading.
    var title: String { get }

    /// The problems, none if all is well; nil when an earlier problem, or the kind of client, leaves nothing to examine.
    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]?
}

/// The checks in the order of a client's sequence.
enum DoctorChecks {
    static let all: [any DoctorCheck] = [
        AddressCheck(), EncryptionCheck(), ChallengeCheck(), ChallengeEverywhereCheck(), SpellingCheck(),
        ResourceMetadataCheck(), ServerMetadataCheck(), MetadataFormsCheck(), CrossOriginCheck(),
        RegistrationCheck(), ClientDocumentCheck(), AuthorizationCheck(), AuthorizationErrorsCheck(), TokenCheck(),
    ]
}
