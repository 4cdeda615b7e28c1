internal import Egress
internal import ProxyModel

extension EngineClient {
    /// Tells all of one image.
    ///
    /// Throws `EngineFailure`, `notFound` when it is not at the engine.
    package func image(_ image: ImageReference) async throws(EngineFailure) -> ImageDetails {
        try await self.image(id: image.description)
    }

    /// Tells all of one image by its identifier.
    ///
    /// Throws `EngineFailure`, `notFound` when it is not at the engine.
    package func image(id: String) async throws(EngineFailure) -> ImageDetails {
        let answer = try await document(EngineRequest("GET", "images", try Self.pathPart(id), "json"))
        guard let details = ImageDetails(answer) else { throw EngineFailure(.protocolViolation, "no image") }
        return details
    }

    /// All images that have all of these labels.
    ///
    /// Throws `EngineFailure`.
    package func images(labels: [String] = []) async throws(EngineFailure) -> [ImageSummary] {
        var request = EngineRequest("GET", "images", "json")
        request.query = [EngineRequest.filters([("label", labels)])]
        return try await list(request, of: ImageSummary.init)
    }

    /// Gets an image from its registry; it is there when the stream has come to its end without throwing.
    ///
    /// Throws `EngineFailure`, `accessDenied` and `notFound` above all; so does reading.
    package func pull(
        _ image: ImageReference, credentials: RegistryCredentials? = nil
    ) async throws(EngineFailure) -> EngineStream<ImageProgress> {
        var request = EngineRequest("POST", "images", "create")
        request.query = [("fromImage", image.name), ("tag", image.digest ?? image.tag ?? "latest")]
        if let credentials { request.headers = [FetchField("X-Registry-Auth", credentials.field)] }
        // Engines send the head when the registry has answered.
        request.deadline = .seconds(120)
        let stream = try await stream(request)
        return EngineStream(stream.body) { document throws(EngineFailure) in
            if let problem = document.wording("error") { throw EngineFailure(streamed: problem) }
            return ImageProgress(document)
        }
    }

    /// Gives an image a further name.
    ///
    /// Throws `EngineFailure`.
    package func tag(_ image: ImageReference, as name: ImageReference) async throws(EngineFailure) {
        var request = EngineRequest("POST", "images", try Self.pathPart(image.description), "tag")
        request.query = [("repo", name.name), ("tag", name.tag ?? "latest")]
        try await call(request)
    }

    /// Takes a name off an image, and removes it with its last one; false when it is gone already.
    ///
    /// Throws `EngineFailure`, `conflict` when a container has it.
    @discardableResult
    package func removeImage(_ image: ImageReference) async throws(EngineFailure) -> Bool {
        let request = EngineRequest("DELETE", "images", try Self.pathPart(image.description))
        return try await removes(request)
    }

    /// Removes images without a name that no container has, those with all of these labels alone, and returns the bytes
    /// that it freed.
    ///
    /// Throws `EngineFailure`.
    @discardableResult
    package func pruneImages(labels: [String]) async throws(EngineFailure) -> UInt64 {
        var request = EngineRequest("POST", "images", "prune")
        request.query = [EngineRequest.filters([("dangling", ["true"]), ("label", labels)])]
        request.deadline = .seconds(300)
        return try await document(request).count("SpaceReclaimed")
    }

    /// An identifier or a name as one part of a path: nothing that a server would take for a step up.
    private static func pathPart(_ text: String) throws(EngineFailure) -> String {
        let parts = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let isStep: (Substring.UTF8View) -> Bool = { part in
            part.isEmpty || part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8)
        }
        guard (1...600).contains(text.utf8.count), !parts.contains(where: isStep) else {
            throw EngineFailure(.invalidRequest, "no name of an image")
        }
        return text
    }
}
