internal import ProxyModel

extension ServicePolicy {
    /// What speaks against building from a Dockerfile: each image that it names has to be one that a service may have.
    ///
    /// `arguments` are those that the service gives to the build. The first refusal counts.
    func refusal(ofDockerfile file: [UInt8], arguments: [ServiceText]) -> ServiceRefusal? {
        let pointer = "/dockerfile_path"
        let values = Dictionary(arguments.map { ($0.name, $0.value) }) { first, _ in first }
        do throws(DockerfileRefusal) {
            for base in try DockerfileBases(file, arguments: values).all {
                guard let refusal = refusals(ofImage: base.image, at: pointer).first else { continue }
                let detail = "line \(base.line) of the Dockerfile: \(refusal.detail)"
                return ServiceRefusal(refusal.rule, pointer, detail, setting: refusal.setting)
            }
            return nil
        } catch {
            let detail = (error.line.map { "line \($0) of the Dockerfile: " } ?? "the Dockerfile: ") + error.reason
            return ServiceRefusal(.dockerfile, pointer, detail)
        }
    }
}
