import Testing

@testable import ACME

/// The requests of AWS's published test suite (`aws-sig-v4-test-suite`) and of its guide.
@Suite struct `AWS's signature, version 4` {
    private func signature(
        _ method: String, _ query: [(name: String, value: String)] = [],
        _ headers: [(name: String, value: String)] = [],
        body: String = "", host: String = "example.amazonaws.com", service: String = "service"
    ) -> String {
        AWSSignature(
            keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1",
            service: service
        ).authorization(
            method: method, path: "/", query: query,
            headers: [("Host", host), ("X-Amz-Date", "20150830T123600Z")] + headers, body: Array(body.utf8),
            date: "20150830T123600Z")
    }

    private func expected(_ signed: String, _ signature: String, service: String = "service") -> String {
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/\(service)/aws4_request, "
            + "SignedHeaders=\(signed), Signature=\(signature)"
    }

    @Test func `get-vanilla`() {
        #expect(
            signature("GET")
                == expected(
                    "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"))
    }

    @Test func `post-vanilla`() {
        #expect(
            signature("POST")
                == expected(
                    "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"))
    }

    @Test func `get-vanilla-query-order-key-case`() {
        #expect(
            signature("GET", [("Param2", "value2"), ("Param1", "value1")])
                == expected(
                    "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"))
    }

    @Test func `get-vanilla-utf8-query`() {
        #expect(
            signature("GET", [("\u{1234}", "bar")])
                == expected(
                    "host;x-amz-date", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"))
    }

    @Test func `post-header-key-sort`() {
        #expect(
            signature("POST", [], [("My-Header1", "value1")])
                == expected(
                    "host;my-header1;x-amz-date",
                    "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"))
    }

    @Test func `post-x-www-form-urlencoded`() {
        #expect(
            signature("POST", [], [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1")
                == expected(
                    "content-type;host;x-amz-date",
                    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"))
    }

    @Test func `the guide's request to list users`() {
        let signature = signature(
            "GET", [("Action", "ListUsers"), ("Version", "2010-05-08")],
            [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], host: "iam.amazonaws.com",
            service: "iam")
        #expect(
            signature
                == expected(
                    "content-type;host;x-amz-date",
                    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", service: "iam"))
    }

    @Test(
        arguments: [
            (1_440_938_160_000, "20150830T123600Z"), (0, "19700101T000000Z"), (1_709_164_800_999, "20240229T000000Z"),
        ] as [(Int64, String)])
    func `writes moments`(_ milliseconds: Int64, _ text: String) {
        #expect(AWSSignature.date(milliseconds: milliseconds) == text)
    }
}
