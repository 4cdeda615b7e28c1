package import ProxyModel

/// Gets the images of services to their engine: from a registry, or built from a Dockerfile.
///
/// At most two are fetched or built at once, since each of them may fill the engine's disk and processors.
package final class ImagePreparation: Sendable {
    /// How long it may take.
    package struct Bounds: Sendable {
        /// Until an image is fetched.
        package var pull = Duration.seconds(30 * 60)
        /// Until an image is built.
        package var build = Duration.seconds(60 * 60)
        /// How many are fetched or built at a time.
        package var atOnce = 2

        /// The defaults.
        package init() {}
    }

    let policy: ServicePolicy
    let names: EngineNames
    let bounds: Bounds
    let hasNetwork: Bool
    private let credentials: RegistryCredentialsFile?
    private let slots: PreparationSlots

    /// Makes it; `hasNetwork` tells whether the steps of a build may use the network.
    package init(
        installation: InstallationID, policy: ServicePolicy, credentials: RegistryCredentialsFile? = nil,
        hasNetwork: Bool = true, bounds: Bounds = Bounds()
    ) {
        names = EngineNames(installation: installation)
        self.policy = policy
        self.credentials = credentials
        self.hasNetwork = hasNetwork
        self.bounds = bounds
        slots = PreparationSlots(bounds.atOnce)
    }

    /// Sees to it that the engine has the image of a service, and returns the name to make a container by.
    ///
    /// `progress` is called often. Throws `EngineFailure`: with `refusal` for what the policy refuses, `notFound`
    /// and `accessDenied` by the registry, and with the last lines of a build that failed in `output`.
    package func prepare(
        _ service: ContainerService, on client: EngineClient,
        progress: @escaping @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(EngineFailure) -> ImageReference {
        if let refusal = (policy.imageRefusals(of: service) + policy.buildRefusals(of: service)).first {
            throw EngineFailure(refusal)
        }
        guard let text = service.image else { return try await built(service, on: client, progress: progress) }
        guard let named = ImageReference(text) else {
            throw EngineFailure(.invalidRequest, "'\(text)' is not the name of an image")
        }
        // With a digest the tag says nothing, and engines keep no image by both.
        let image = named.digest.flatMap { ImageReference("\(named.name)@\($0)") } ?? named
        let isThere = try await isThere(image, on: client)
        switch service.pullPolicy {
        case .never where !isThere:
            throw EngineFailure(.notFound, "the engine does not have \(image), and pull_policy is never")
        case .never: return image
        case .missing where isThere: return image
        case .missing, .always: break
        }
        try await pull(image, on: client, progress: progress)
        guard try await self.isThere(image, on: client) else {
            throw EngineFailure(.notFound, "the engine does not have \(image), although it was pulled")
        }
        return image
    }

    /// Whether the engine has an image; one by a digest has to have that digest.
    func isThere(_ image: ImageReference, on client: EngineClient) async throws(EngineFailure) -> Bool {
        do throws(EngineFailure) {
            let details = try await client.image(image)
            guard let digest = image.digest else { return true }
            return details.id == digest || details.digests.contains { $0.hasSuffix("@\(digest)") }
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    private func pull(
        _ image: ImageReference, on client: EngineClient, progress: @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(EngineFailure) {
        let shown = try credentials?.credentials(for: image.registry)
        do throws(EngineFailure) {
            try await whenFree(progress) { () throws(EngineFailure) in
                progress(ServiceStatus.Progress(percent: nil, text: "asking \(image.registry) for \(image)"))
                let stream = try await client.pull(image, credentials: shown)
                let timer = stream.end(after: self.bounds.pull)
                defer { timer.cancel() }
                var account = PullProgress()
                for try await word in stream { progress(account.take(word)) }
            }
        } catch {
            throw failure(error, of: image, wasShown: shown != nil)
        }
    }

    /// What a pull failed by, with the name of the image.
    private func failure(_ failure: EngineFailure, of image: ImageReference, wasShown: Bool) -> EngineFailure {
        switch failure.code {
        case .failed, .timedOut:
            let words = failure.code == .timedOut ? "it took too long" : failure.message
            return EngineFailure(.pullFailed, "\(image): \(words)", status: failure.status)
        case .notFound:
            return EngineFailure(.notFound, "cannot pull \(image): \(failure.message)", status: failure.status)
        case .accessDenied:
            let remedy = remedy(image.registry, wasShown: wasShown)
            return EngineFailure(
                .accessDenied, "cannot pull \(image): \(failure.message); \(remedy)", status: failure.status)
        default: return failure
        }
    }

    /// What can be done where a registry has refused.
    private func remedy(_ registry: String, wasShown: Bool) -> String {
        guard credentials != nil else {
            return "name a file with the credentials of \(registry) in DOCKER_REGISTRY_AUTH"
        }
        return wasShown
            ? "those of \(registry) in the file of DOCKER_REGISTRY_AUTH were shown"
            : "the file of DOCKER_REGISTRY_AUTH has none for \(registry)"
    }

    func whenFree<Value: Sendable>(
        _ progress: (ServiceStatus.Progress) -> Void, _ body: () async throws(EngineFailure) -> Value
    ) async throws(EngineFailure) -> Value {
        try await slots.whenFree(
            onWait: {
                progress(ServiceStatus.Progress(percent: nil, text: "waits until other images are there"))
            }, body)
    }
}
