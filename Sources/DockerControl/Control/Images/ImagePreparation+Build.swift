internal import ProxyModel

extension ImagePreparation {
    /// Builds the image of a service, unless that of this generation is there.
    ///
    /// A container that is made again later is made of the same image, even when the folder has changed since.
    func built(
        _ service: ContainerService, on client: EngineClient,
        progress: @escaping @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(EngineFailure) -> ImageReference {
        guard let dockerfile = service.dockerfilePath,
            let name = names.image(service.name, generation: service.generation)
        else { throw EngineFailure(.invalidRequest, "there is neither an image nor a Dockerfile") }
        let labels = BuiltImageLabels(of: service, installation: names.installation)
        if try await isThere(name, labels, on: client) { return name }
        var options = BuildOptions(name: name)
        // As the engine writes it when it looks for it.
        options.dockerfile = dockerfile.utf8.split(separator: 0x2F).map { String(decoding: $0, as: UTF8.self) }
            .joined(separator: "/")
        options.arguments = Dictionary(service.buildArguments.map { ($0.name, $0.value) }) { first, _ in first }
        options.labels = labels.labels
        options.hasNetwork = hasNetwork
        options.pulls = service.pullPolicy == .always
        options.memoryBytes = min(options.memoryBytes, policy.memoryBytes)
        options.overallDeadline = bounds.build
        try await whenFree(progress) { [options] () throws(EngineFailure) in
            // Not before it is its turn: a path that was looked at may lead elsewhere an hour later.
            let (folder, place) = try self.context(of: service)
            let content = try self.judged(options.dockerfile, in: folder, of: service)
            try await self.build(
                options, from: .folder(folder, dockerfile: content), at: place, on: client, progress: progress)
        }
        return name
    }

    /// The Dockerfile, once it is certain that all images it names may be used; what is sent are these bytes.
    private func judged(
        _ dockerfile: String, in folder: OpenFolder, of service: ContainerService
    ) throws(EngineFailure) -> [UInt8] {
        let content: [UInt8]
        do throws(BuildContextFailure) {
            content = try ContextFolder(folder, dockerfile: dockerfile)
                .dockerfileContent(upTo: DockerfileLines.byteLimit)
        } catch {
            throw EngineFailure(.invalidRequest, "the Dockerfile cannot be read: \(error)")
        }
        if let refusal = policy.refusal(ofDockerfile: content, arguments: service.buildArguments) {
            throw EngineFailure(refusal)
        }
        return content
    }

    /// Whether the image of just this service is there, and not that of a former one of its name.
    private func isThere(
        _ name: ImageReference, _ labels: BuiltImageLabels, on client: EngineClient
    ) async throws(EngineFailure) -> Bool {
        do throws(EngineFailure) {
            return BuiltImageLabels(try await client.image(name).labels) == labels
        } catch {
            guard error.code == .notFound else { throw error }
            return false
        }
    }

    private func build(
        _ options: BuildOptions, from context: BuildContext, at folder: String, on client: EngineClient,
        progress: @Sendable (ServiceStatus.Progress) -> Void
    ) async throws(EngineFailure) {
        var transcript = BuildTranscript()
        do {
            progress(ServiceStatus.Progress(percent: nil, text: "sending \(folder) to the engine"))
            _ = try await client.build(options, context: context) { progress(transcript.take($0)) }
        } catch {
            transcript.finish()
            throw Self.failure(error, transcript.lines)
        }
    }

    private static func failure(_ error: any Error, _ lines: [String]) -> EngineFailure {
        switch error {
        case let failure as EngineFailure:
            var failure = failure
            failure.output = lines
            return failure
        case let failure as BuildContextFailure:
            return EngineFailure(.invalidRequest, "the build context cannot be sent: \(failure)")
        case is CancellationError: return EngineFailure(.cancelled)
        default: return EngineFailure(.interrupted, "\(error)")
        }
    }

    /// The folder that the context is, open, and where it really is: below a root, whatever links lead to it.
    private func context(of service: ContainerService) throws(EngineFailure) -> (OpenFolder, place: String) {
        let context = service.buildContext ?? ""
        let folder: OpenFolder
        do throws(BuildContextFailure) {
            folder = try OpenFolder(context)
        } catch {
            throw EngineFailure(.invalidRequest, "the build context '\(context)' cannot be opened: \(error.reason)")
        }
        guard let place = folder.place else {
            throw EngineFailure(.invalidRequest, "the kernel does not tell where the build context '\(context)' is")
        }
        do throws(BindSource.Refusal) {
            _ = try BindSource.path(
                place, within: policy.buildRoots.compactMap(BindSource.resolved), engineSocket: policy.engineSocket)
        } catch {
            throw EngineFailure(policy.refusal(.build, "/build_context", error, roots: policy.buildRoots))
        }
        return (folder, place)
    }
}
