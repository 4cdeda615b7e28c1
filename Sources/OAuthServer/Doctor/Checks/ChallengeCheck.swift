/// A request without a token is answered with the challenge that starts the sign-in (RFC 9728 §5.1, RFC 6750 §3).
struct ChallengeCheck: DoctorCheck {
    let title = "Challenge"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let answer = evidence[.challenge] else { return nil }
        let url = evidence.target.url
        guard answer.status == 401 else { return [Self.problem(answer, url)] }
        let values = answer.all("www-authenticate")
        guard values.count == 1, let challenge = evidence.challenge else {
            let seen = values.isEmpty ? "no WWW-Authenticate" : "WWW-Authenticate: " + values.joined(separator: " / ")
            return [
                DoctorProblem(
                    "the 401 has \(seen), where clients need one challenge that begins with \"Bearer \"",
                    remedy: "let proxyd answer alone: a guard of the backend must not challenge as well")
            ]
        }
        var problems: [DoctorProblem] = []
        if !challenge.isQuoted {
            problems.append(
                DoctorProblem("the challenge has values without quotes", remedy: "quote every value of the challenge"))
        }
        if challenge["resource_metadata"].flatMap(DoctorTarget.init) == nil {
            problems.append(
                DoctorProblem(
                    "the challenge has no resource_metadata with an address, so clients guess where to sign in",
                    remedy:
                        "announce the endpoint: proxyd proxy resource set \(evidence.target.host) \(evidence.target.path)"
                ))
        }
        if client.isInBrowser, !answer.isReadableEverywhere {
            problems.append(
                DoctorProblem(
                    "the 401 has no Access-Control-Allow-Origin: *, so a browser hides it from the client",
                    remedy: "send the CORS fields with refusals too"))
        }
        return problems
    }

    private static func problem(_ answer: ProbeAnswer, _ url: String) -> DoctorProblem {
        switch answer.status {
        case 200..<300:
            DoctorProblem(
                "\(url) answers \(answer.status) without a token, so no client ever signs in",
                remedy: "guard the host: proxyd proxy auth enable HOST AUTH_HOST")
        case 300..<400:
            DoctorProblem(
                "\(url) redirects to \(answer["location"] ?? "nowhere"); clients drop their token on the way or stop",
                remedy: "give clients the final address, and do not redirect on it")
        case 403:
            DoctorProblem(
                "\(url) answers 403 without a token; clients take that for a final refusal",
                remedy: "exempt the client from firewalls and bot rules in front of proxyd; the guard answers 401")
        case 404:
            DoctorProblem(
                "\(url) is not there (404)", remedy: "see which route answers: proxyd route explain HOST PATH")
        default:
            DoctorProblem(
                "\(url) answers \(answer.status) where a client without a token needs 401",
                remedy: "guard the host: proxyd proxy auth enable HOST AUTH_HOST")
        }
    }
}
