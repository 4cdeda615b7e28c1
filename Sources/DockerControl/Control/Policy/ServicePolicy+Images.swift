internal import ProxyModel

extension ServicePolicy {
    /// What speaks against the image of a service.
    func imageRefusals(of service: ContainerService) -> [ServiceRefusal] {
        service.image.map { refusals(ofImage: $0, at: "/image") } ?? []
    }

    /// What speaks against an image that is named at some place of a service.
    ///
    /// The name is made complete first, so that no spelling of it gets around a rule.
    func refusals(ofImage text: String, at pointer: String) -> [ServiceRefusal] {
        guard let image = ImageReference(text) else {
            return [ServiceRefusal(.image, pointer, Self.isNoImage(text))]
        }
        var refusals: [ServiceRefusal] = []
        if !registries.contains("*"), !registries.contains(image.registry) {
            let detail = "images do not come from \(image.registry); allowed: \(Self.list(registries))"
            refusals.append(ServiceRefusal(.registry, pointer, detail))
        }
        if !images.contains(where: { Glob.matches($0.utf8, image.name.utf8) }) {
            let detail = "the image \(image.name) is not among those that may run: \(Self.list(images))"
            refusals.append(ServiceRefusal(.imageName, pointer, detail))
        }
        if requiresDigest, image.digest == nil {
            refusals.append(
                ServiceRefusal(.digest, pointer, "the image has to be named with its digest, name@sha256:…"))
        }
        return refusals
    }

    /// What speaks against building the image of a service.
    func buildRefusals(of service: ContainerService) -> [ServiceRefusal] {
        guard let dockerfile = service.dockerfilePath else { return [] }
        guard !buildRoots.isEmpty else { return [ServiceRefusal(.build, "/dockerfile_path", "nothing is built here")] }
        var refusals: [ServiceRefusal] = []
        // As a path below the context, so that `..` does not lead out of it.
        if dockerfile.utf8.first == 0x2F || ContainerPath("/" + dockerfile) == nil {
            let detail = "the Dockerfile is named relative to the build context, without . and .."
            refusals.append(ServiceRefusal(.build, "/dockerfile_path", detail, setting: nil))
        } else if !Self.isPlain(dockerfile) {
            let detail = "the Dockerfile's path has letters, digits, '.', '_', '-' and '/' only, and is not 'null'"
            refusals.append(ServiceRefusal(.dockerfile, "/dockerfile_path", detail))
        }
        // Podman runs a preprocessor over them, and nobody knows what it makes of them.
        if dockerfile.split(separator: "/").last?.hasSuffix(".in") == true {
            refusals.append(ServiceRefusal(.dockerfile, "/dockerfile_path", "the Dockerfile's name ends in .in"))
        }
        guard let context = service.buildContext else {
            return refusals + [ServiceRefusal(.build, "/build_context", "the folder to build from is missing")]
        }
        do throws(BindSource.Refusal) {
            _ = try BindSource.path(context, within: buildRoots, engineSocket: engineSocket)
        } catch {
            refusals.append(refusal(.build, "/build_context", error, roots: buildRoots))
        }
        return refusals
    }

    /// Whether every engine takes the path of a Dockerfile for just that.
    ///
    /// Podman reads one that is JSON as a list of files to build from, which may be elsewhere.
    private static func isPlain(_ dockerfile: String) -> Bool {
        let parts = dockerfile.utf8.split(separator: 0x2F)
        guard parts.count != 1 || !parts[0].elementsEqual("null".utf8) else { return false }
        return parts.allSatisfy { part in part.allSatisfy { ByteText.isNamePart($0) || ".-".utf8.contains($0) } }
    }

    /// What speaks against a path, under the setting that names the roots where a root could help.
    func refusal(
        _ rule: ServiceRule, _ pointer: String, _ reason: BindSource.Refusal, roots: [String]
    ) -> ServiceRefusal {
        guard reason == .outsideRoots || reason == .notListed else {
            return ServiceRefusal(rule, pointer, reason.rawValue, setting: nil)
        }
        return ServiceRefusal(rule, pointer, "\(reason.rawValue); allowed: \(Self.list(roots))")
    }

    private static func isNoImage(_ text: String) -> String {
        "'\(text)' is not the name of an image, which is such as nginx:1.27 or ghcr.io/owner/name@sha256:…, in lower case"
    }

    private static func list(_ texts: [String]) -> String { texts.isEmpty ? "none" : texts.joined(separator: ", ") }
}
