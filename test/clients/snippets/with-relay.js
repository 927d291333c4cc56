const { commitMutation, Environment, Network, RecordSource, Store, graphql } = require('relay-runtime');

const DETACH = graphql`
  mutation withRelayDetachMutation($certificateId: ID!, $domains: [CertificateDomainInput!]!) {
    detachCertificateDomains(certificateId: $certificateId, domains: $domains) {
      __typename
      ... on DetachCertificateDomainsSuccess {
        domains {
          domain
          placements {
            id
            certificate {
              id
            }
          }
        }
        certificate {
          id
          domains(first: 20) @connection(key: "Certificate_domains") {
            edges {
              node {
                id
                name
              }
            }
          }
        }
      }
      ... on ApigUpstreamError {
        outcome
      }
      ... on ApigError {
        code
        message
      }
    }
  }
`;

function createEnvironment(url, token) {
  const network = Network.create(async ({ text, name }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify({ query: text, operationName: name, variables }),
    });
    return response.json();
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

function detach(environment, certificateId, domains) {
  return new Promise((resolve, reject) => {
    commitMutation(environment, {
      mutation: DETACH,
      variables: { certificateId, domains },
      onError: reject,
      onCompleted: ({ detachCertificateDomains: result }) => {
        if (!result) reject(new Error('The result could not be read.'));
        else if (result.__typename === 'DetachCertificateDomainsSuccess')
          resolve(`Detached from ${result.domains.map(({ domain }) => domain).join(', ')}.`);
        else if (result.outcome === 'UNKNOWN')
          resolve('The outcome is unknown. Read the domains before you try again.');
        else resolve(`${result.code}: ${result.message}`);
      },
    });
  });
}

module.exports = { createEnvironment, detach };
