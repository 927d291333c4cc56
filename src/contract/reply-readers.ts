/**
 * Generated from schema/apig.openapi.yaml by schema/emit-reply-readers.cjs (`npm run codegen`).
 * Do not make direct changes to the file.
 */
import type { OperationId } from './operations';
import {
  isCount,
  isDomainName,
  isEmpty,
  isFlag,
  isId,
  isInteger,
  isLong,
  isRow,
  isText,
  isTexts,
  isTime,
  type Row,
  readList,
  withoutEmpty,
} from './value-checks';

/**
 * The readers of 200 replies by operation. Each returns the body without empty optional attributes, or undefined if it does not
 * match the contract: a required attribute is missing, or a value has the wrong type or format. Enumerations are not checked, so that
 * a new value is not an error. An optional time that is none counts as absent. A reader may change the body.
 */
export const REPLY_READERS: Partial<Record<OperationId, (body: unknown) => Row | undefined>> = {
  listCertificates: readCertificatePage,
  createCertificate: readCertificateDetails,
  showCertificate: readCertificateDetails,
  updateCertificate: readCertificateDetails,
  listAttachedDomains: readAttachedDomainPage,
  listGateways: readGatewayPage,
  listApiGroups: readApiGroupPage,
  showApiGroup: readApiGroup,
};

/** The path parameter with the id of the object that a 200 reply represents, by operation. */
export const REPLY_IDS: Partial<Record<OperationId, string>> = {
  showCertificate: 'certificate_id',
  updateCertificate: 'certificate_id',
  showApiGroup: 'group_id',
};

function readSslInfo(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (row['ssl_id'] !== undefined && !isId(row['ssl_id'])) {
    if (!isEmpty(row['ssl_id'])) return undefined;
    row['ssl_id'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_name'] !== undefined && !isText(row['ssl_name'])) {
    if (!isEmpty(row['ssl_name'])) return undefined;
    row['ssl_name'] = undefined;
    hasEmpty = true;
  }
  if (row['algorithm_type'] !== undefined && !isText(row['algorithm_type'])) {
    if (!isEmpty(row['algorithm_type'])) return undefined;
    row['algorithm_type'] = undefined;
    hasEmpty = true;
  }
  if (row['is_has_trusted_root_ca'] !== undefined && !isFlag(row['is_has_trusted_root_ca'])) {
    if (!isEmpty(row['is_has_trusted_root_ca'])) return undefined;
    row['is_has_trusted_root_ca'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readGroupDomain(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isId(row['id'])) return undefined;
  if (!isDomainName(row['domain'])) return undefined;
  if (row['cname_status'] !== undefined && !isInteger(row['cname_status'])) {
    if (!isEmpty(row['cname_status'])) return undefined;
    row['cname_status'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_id'] !== undefined && !isId(row['ssl_id'])) {
    if (!isEmpty(row['ssl_id'])) return undefined;
    row['ssl_id'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_name'] !== undefined && !isText(row['ssl_name'])) {
    if (!isEmpty(row['ssl_name'])) return undefined;
    row['ssl_name'] = undefined;
    hasEmpty = true;
  }
  if (row['min_ssl_version'] !== undefined && !isText(row['min_ssl_version'])) {
    if (!isEmpty(row['min_ssl_version'])) return undefined;
    row['min_ssl_version'] = undefined;
    hasEmpty = true;
  }
  if (row['verified_client_certificate_enabled'] !== undefined && !isFlag(row['verified_client_certificate_enabled'])) {
    if (!isEmpty(row['verified_client_certificate_enabled'])) return undefined;
    row['verified_client_certificate_enabled'] = undefined;
    hasEmpty = true;
  }
  if (row['is_has_trusted_root_ca'] !== undefined && !isFlag(row['is_has_trusted_root_ca'])) {
    if (!isEmpty(row['is_has_trusted_root_ca'])) return undefined;
    row['is_has_trusted_root_ca'] = undefined;
    hasEmpty = true;
  }
  if (row['is_http_redirect_to_https'] !== undefined && !isFlag(row['is_http_redirect_to_https'])) {
    if (!isEmpty(row['is_http_redirect_to_https'])) return undefined;
    row['is_http_redirect_to_https'] = undefined;
    hasEmpty = true;
  }
  if (row['ingress_http_port'] !== undefined && !isInteger(row['ingress_http_port'])) {
    if (!isEmpty(row['ingress_http_port'])) return undefined;
    row['ingress_http_port'] = undefined;
    hasEmpty = true;
  }
  if (row['ingress_https_port'] !== undefined && !isInteger(row['ingress_https_port'])) {
    if (!isEmpty(row['ingress_https_port'])) return undefined;
    row['ingress_https_port'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_infos'] !== undefined && !readList(row['ssl_infos'], readSslInfo)) {
    if (!isEmpty(row['ssl_infos'])) return undefined;
    row['ssl_infos'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readApiGroup(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isId(row['id'])) return undefined;
  if (row['name'] !== undefined && !isText(row['name'])) {
    if (!isEmpty(row['name'])) return undefined;
    row['name'] = undefined;
    hasEmpty = true;
  }
  if (row['status'] !== undefined && !isInteger(row['status'])) {
    if (!isEmpty(row['status'])) return undefined;
    row['status'] = undefined;
    hasEmpty = true;
  }
  if (row['sl_domain'] !== undefined && !isText(row['sl_domain'])) {
    if (!isEmpty(row['sl_domain'])) return undefined;
    row['sl_domain'] = undefined;
    hasEmpty = true;
  }
  if (row['sl_domains'] !== undefined && !isTexts(row['sl_domains'])) {
    if (!isEmpty(row['sl_domains'])) return undefined;
    row['sl_domains'] = undefined;
    hasEmpty = true;
  }
  if (row['register_time'] !== undefined && !isTime(row['register_time'])) {
    row['register_time'] = undefined;
    hasEmpty = true;
  }
  if (row['update_time'] !== undefined && !isTime(row['update_time'])) {
    row['update_time'] = undefined;
    hasEmpty = true;
  }
  if (row['remark'] !== undefined && !isText(row['remark'])) {
    if (!isEmpty(row['remark'])) return undefined;
    row['remark'] = undefined;
    hasEmpty = true;
  }
  if (row['is_default'] !== undefined && !isInteger(row['is_default'])) {
    if (!isEmpty(row['is_default'])) return undefined;
    row['is_default'] = undefined;
    hasEmpty = true;
  }
  if (row['url_domains'] !== undefined && !readList(row['url_domains'], readGroupDomain)) {
    if (!isEmpty(row['url_domains'])) return undefined;
    row['url_domains'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readApiGroupPage(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (row['size'] !== undefined && !isCount(row['size'])) {
    if (!isEmpty(row['size'])) return undefined;
    row['size'] = undefined;
    hasEmpty = true;
  }
  if (row['total'] !== undefined && !isCount(row['total'])) {
    if (!isEmpty(row['total'])) return undefined;
    row['total'] = undefined;
    hasEmpty = true;
  }
  if (!readList(row['groups'], readApiGroup)) return undefined;
  return hasEmpty ? withoutEmpty(row) : row;
}

function readGateway(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isId(row['id'])) return undefined;
  if (row['project_id'] !== undefined && !isText(row['project_id'])) {
    if (!isEmpty(row['project_id'])) return undefined;
    row['project_id'] = undefined;
    hasEmpty = true;
  }
  if (row['instance_name'] !== undefined && !isText(row['instance_name'])) {
    if (!isEmpty(row['instance_name'])) return undefined;
    row['instance_name'] = undefined;
    hasEmpty = true;
  }
  if (row['status'] !== undefined && !isText(row['status'])) {
    if (!isEmpty(row['status'])) return undefined;
    row['status'] = undefined;
    hasEmpty = true;
  }
  if (row['instance_status'] !== undefined && !isInteger(row['instance_status'])) {
    if (!isEmpty(row['instance_status'])) return undefined;
    row['instance_status'] = undefined;
    hasEmpty = true;
  }
  if (row['type'] !== undefined && !isText(row['type'])) {
    if (!isEmpty(row['type'])) return undefined;
    row['type'] = undefined;
    hasEmpty = true;
  }
  if (row['spec'] !== undefined && !isText(row['spec'])) {
    if (!isEmpty(row['spec'])) return undefined;
    row['spec'] = undefined;
    hasEmpty = true;
  }
  if (row['create_time'] !== undefined && !isLong(row['create_time'])) {
    if (!isEmpty(row['create_time'])) return undefined;
    row['create_time'] = undefined;
    hasEmpty = true;
  }
  if (row['enterprise_project_id'] !== undefined && !isText(row['enterprise_project_id'])) {
    if (!isEmpty(row['enterprise_project_id'])) return undefined;
    row['enterprise_project_id'] = undefined;
    hasEmpty = true;
  }
  if (row['eip_address'] !== undefined && !isText(row['eip_address'])) {
    if (!isEmpty(row['eip_address'])) return undefined;
    row['eip_address'] = undefined;
    hasEmpty = true;
  }
  if (row['charging_mode'] !== undefined && !isCount(row['charging_mode'])) {
    if (!isEmpty(row['charging_mode'])) return undefined;
    row['charging_mode'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readGatewayPage(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (row['size'] !== undefined && !isCount(row['size'])) {
    if (!isEmpty(row['size'])) return undefined;
    row['size'] = undefined;
    hasEmpty = true;
  }
  if (row['total'] !== undefined && !isCount(row['total'])) {
    if (!isEmpty(row['total'])) return undefined;
    row['total'] = undefined;
    hasEmpty = true;
  }
  if (!readList(row['instances'], readGateway)) return undefined;
  return hasEmpty ? withoutEmpty(row) : row;
}

function readAttachedDomain(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isDomainName(row['url_domain'])) return undefined;
  if (!isId(row['id'])) return undefined;
  if (row['status'] !== undefined && !isInteger(row['status'])) {
    if (!isEmpty(row['status'])) return undefined;
    row['status'] = undefined;
    hasEmpty = true;
  }
  if (row['min_ssl_version'] !== undefined && !isText(row['min_ssl_version'])) {
    if (!isEmpty(row['min_ssl_version'])) return undefined;
    row['min_ssl_version'] = undefined;
    hasEmpty = true;
  }
  if (row['is_http_redirect_to_https'] !== undefined && !isFlag(row['is_http_redirect_to_https'])) {
    if (!isEmpty(row['is_http_redirect_to_https'])) return undefined;
    row['is_http_redirect_to_https'] = undefined;
    hasEmpty = true;
  }
  if (row['verified_client_certificate_enabled'] !== undefined && !isFlag(row['verified_client_certificate_enabled'])) {
    if (!isEmpty(row['verified_client_certificate_enabled'])) return undefined;
    row['verified_client_certificate_enabled'] = undefined;
    hasEmpty = true;
  }
  if (row['ingress_http_port'] !== undefined && !isInteger(row['ingress_http_port'])) {
    if (!isEmpty(row['ingress_http_port'])) return undefined;
    row['ingress_http_port'] = undefined;
    hasEmpty = true;
  }
  if (row['ingress_https_port'] !== undefined && !isInteger(row['ingress_https_port'])) {
    if (!isEmpty(row['ingress_https_port'])) return undefined;
    row['ingress_https_port'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_id'] !== undefined && !isText(row['ssl_id'])) {
    if (!isEmpty(row['ssl_id'])) return undefined;
    row['ssl_id'] = undefined;
    hasEmpty = true;
  }
  if (row['ssl_name'] !== undefined && !isText(row['ssl_name'])) {
    if (!isEmpty(row['ssl_name'])) return undefined;
    row['ssl_name'] = undefined;
    hasEmpty = true;
  }
  if (row['api_group_id'] !== undefined && !isId(row['api_group_id'])) {
    if (!isEmpty(row['api_group_id'])) return undefined;
    row['api_group_id'] = undefined;
    hasEmpty = true;
  }
  if (row['api_group_name'] !== undefined && !isText(row['api_group_name'])) {
    if (!isEmpty(row['api_group_name'])) return undefined;
    row['api_group_name'] = undefined;
    hasEmpty = true;
  }
  if (!isId(row['instance_id'])) return undefined;
  return hasEmpty ? withoutEmpty(row) : row;
}

function readAttachedDomainPage(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (row['size'] !== undefined && !isCount(row['size'])) {
    if (!isEmpty(row['size'])) return undefined;
    row['size'] = undefined;
    hasEmpty = true;
  }
  if (row['total'] !== undefined && !isCount(row['total'])) {
    if (!isEmpty(row['total'])) return undefined;
    row['total'] = undefined;
    hasEmpty = true;
  }
  if (!readList(row['bound_domains'], readAttachedDomain)) return undefined;
  return hasEmpty ? withoutEmpty(row) : row;
}

function readCertificateDetails(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isId(row['id'])) return undefined;
  if (!isText(row['name'])) return undefined;
  if (row['type'] !== undefined && !isText(row['type'])) {
    if (!isEmpty(row['type'])) return undefined;
    row['type'] = undefined;
    hasEmpty = true;
  }
  if (row['instance_id'] !== undefined && !isId(row['instance_id'])) {
    if (!isEmpty(row['instance_id'])) return undefined;
    row['instance_id'] = undefined;
    hasEmpty = true;
  }
  if (row['project_id'] !== undefined && !isText(row['project_id'])) {
    if (!isEmpty(row['project_id'])) return undefined;
    row['project_id'] = undefined;
    hasEmpty = true;
  }
  if (row['common_name'] !== undefined && !isText(row['common_name'])) {
    if (!isEmpty(row['common_name'])) return undefined;
    row['common_name'] = undefined;
    hasEmpty = true;
  }
  if (row['san'] !== undefined && !isTexts(row['san'])) {
    if (!isEmpty(row['san'])) return undefined;
    row['san'] = undefined;
    hasEmpty = true;
  }
  if (row['not_after'] !== undefined && !isTime(row['not_after'])) {
    row['not_after'] = undefined;
    hasEmpty = true;
  }
  if (row['signature_algorithm'] !== undefined && !isText(row['signature_algorithm'])) {
    if (!isEmpty(row['signature_algorithm'])) return undefined;
    row['signature_algorithm'] = undefined;
    hasEmpty = true;
  }
  if (row['create_time'] !== undefined && !isTime(row['create_time'])) {
    row['create_time'] = undefined;
    hasEmpty = true;
  }
  if (row['update_time'] !== undefined && !isTime(row['update_time'])) {
    row['update_time'] = undefined;
    hasEmpty = true;
  }
  if (row['is_has_trusted_root_ca'] !== undefined && !isFlag(row['is_has_trusted_root_ca'])) {
    if (!isEmpty(row['is_has_trusted_root_ca'])) return undefined;
    row['is_has_trusted_root_ca'] = undefined;
    hasEmpty = true;
  }
  if (row['algorithm_type'] !== undefined && !isText(row['algorithm_type'])) {
    if (!isEmpty(row['algorithm_type'])) return undefined;
    row['algorithm_type'] = undefined;
    hasEmpty = true;
  }
  if (row['version'] !== undefined && !isInteger(row['version'])) {
    if (!isEmpty(row['version'])) return undefined;
    row['version'] = undefined;
    hasEmpty = true;
  }
  if (row['organization'] !== undefined && !isTexts(row['organization'])) {
    if (!isEmpty(row['organization'])) return undefined;
    row['organization'] = undefined;
    hasEmpty = true;
  }
  if (row['organizational_unit'] !== undefined && !isTexts(row['organizational_unit'])) {
    if (!isEmpty(row['organizational_unit'])) return undefined;
    row['organizational_unit'] = undefined;
    hasEmpty = true;
  }
  if (row['locality'] !== undefined && !isTexts(row['locality'])) {
    if (!isEmpty(row['locality'])) return undefined;
    row['locality'] = undefined;
    hasEmpty = true;
  }
  if (row['state'] !== undefined && !isTexts(row['state'])) {
    if (!isEmpty(row['state'])) return undefined;
    row['state'] = undefined;
    hasEmpty = true;
  }
  if (row['country'] !== undefined && !isTexts(row['country'])) {
    if (!isEmpty(row['country'])) return undefined;
    row['country'] = undefined;
    hasEmpty = true;
  }
  if (row['not_before'] !== undefined && !isTime(row['not_before'])) {
    row['not_before'] = undefined;
    hasEmpty = true;
  }
  if (row['serial_number'] !== undefined && !isText(row['serial_number'])) {
    if (!isEmpty(row['serial_number'])) return undefined;
    row['serial_number'] = undefined;
    hasEmpty = true;
  }
  if (row['issuer'] !== undefined && !isTexts(row['issuer'])) {
    if (!isEmpty(row['issuer'])) return undefined;
    row['issuer'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readCertificate(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (!isId(row['id'])) return undefined;
  if (!isText(row['name'])) return undefined;
  if (row['type'] !== undefined && !isText(row['type'])) {
    if (!isEmpty(row['type'])) return undefined;
    row['type'] = undefined;
    hasEmpty = true;
  }
  if (row['instance_id'] !== undefined && !isId(row['instance_id'])) {
    if (!isEmpty(row['instance_id'])) return undefined;
    row['instance_id'] = undefined;
    hasEmpty = true;
  }
  if (row['project_id'] !== undefined && !isText(row['project_id'])) {
    if (!isEmpty(row['project_id'])) return undefined;
    row['project_id'] = undefined;
    hasEmpty = true;
  }
  if (row['common_name'] !== undefined && !isText(row['common_name'])) {
    if (!isEmpty(row['common_name'])) return undefined;
    row['common_name'] = undefined;
    hasEmpty = true;
  }
  if (row['san'] !== undefined && !isTexts(row['san'])) {
    if (!isEmpty(row['san'])) return undefined;
    row['san'] = undefined;
    hasEmpty = true;
  }
  if (row['not_after'] !== undefined && !isTime(row['not_after'])) {
    row['not_after'] = undefined;
    hasEmpty = true;
  }
  if (row['signature_algorithm'] !== undefined && !isText(row['signature_algorithm'])) {
    if (!isEmpty(row['signature_algorithm'])) return undefined;
    row['signature_algorithm'] = undefined;
    hasEmpty = true;
  }
  if (row['create_time'] !== undefined && !isTime(row['create_time'])) {
    row['create_time'] = undefined;
    hasEmpty = true;
  }
  if (row['update_time'] !== undefined && !isTime(row['update_time'])) {
    row['update_time'] = undefined;
    hasEmpty = true;
  }
  if (row['is_has_trusted_root_ca'] !== undefined && !isFlag(row['is_has_trusted_root_ca'])) {
    if (!isEmpty(row['is_has_trusted_root_ca'])) return undefined;
    row['is_has_trusted_root_ca'] = undefined;
    hasEmpty = true;
  }
  if (row['algorithm_type'] !== undefined && !isText(row['algorithm_type'])) {
    if (!isEmpty(row['algorithm_type'])) return undefined;
    row['algorithm_type'] = undefined;
    hasEmpty = true;
  }
  return hasEmpty ? withoutEmpty(row) : row;
}

function readCertificatePage(row: unknown): Row | undefined {
  if (!isRow(row)) return undefined;
  let hasEmpty = false;
  if (row['size'] !== undefined && !isCount(row['size'])) {
    if (!isEmpty(row['size'])) return undefined;
    row['size'] = undefined;
    hasEmpty = true;
  }
  if (row['total'] !== undefined && !isCount(row['total'])) {
    if (!isEmpty(row['total'])) return undefined;
    row['total'] = undefined;
    hasEmpty = true;
  }
  if (!readList(row['certs'], readCertificate)) return undefined;
  return hasEmpty ? withoutEmpty(row) : row;
}
