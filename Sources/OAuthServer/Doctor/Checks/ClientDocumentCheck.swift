/// A client that names its published metadata is let on to the sign-in (Client ID Metadata Documents).
struct ClientDocumentCheck: DoctorCheck {
    let title = "Client metadata document"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let document = client.document, let answer = evidence[.authorizationByDocument] else { return nil }
        guard answer.status >= 400 else { return [] }
        return [
            DoctorProblem(
                "the server announces metadata documents, but answers \(answer.status) to \(document.url)",
                remedy: "let proxyd fetch it (https, without a proxy that rewrites); proxyd oauth trace has the reason")
        ]
    }
}
