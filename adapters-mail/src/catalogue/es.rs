//! Spanish, with the informal "tú".

use super::texts::Catalogue;

pub(super) const TEXTS: Catalogue = Catalogue {
    hello: "Hola:",
    hello_name: "Hola, {name}:",
    link_fallback: "Si el botón no funciona, copia este enlace en tu navegador:",
    link_expires: "El enlace solo se puede usar una vez y caduca en {minutes} minutos.",
    footer: "Este correo se envió desde el servidor de Tasklane en {server}.",

    reset_subject: "Restablece tu contraseña de Tasklane",
    reset_intro: "Hemos recibido una solicitud para restablecer la contraseña de tu cuenta de Tasklane. Usa este enlace \
                  para elegir una contraseña nueva:",
    reset_button: "Restablecer contraseña",
    reset_not_you: "Si no lo has solicitado, puedes ignorar este correo. Tu contraseña no cambiará.",

    verify_subject: "Verifica tu dirección de correo para Tasklane",
    verify_intro: "Confirma que {email} es la dirección de correo de tu cuenta de Tasklane:",
    verify_button: "Verificar dirección de correo",
    verify_not_you: "Si no tienes una cuenta de Tasklane, puedes ignorar este correo. Probablemente alguien escribió tu \
                     dirección por error.",

    new_email_subject: "Confirma tu nueva dirección de correo para Tasklane",
    new_email_intro: "Hemos recibido una solicitud para cambiar la dirección de correo de una cuenta de Tasklane a \
                      {email}. Usa este enlace para confirmar el cambio:",
    new_email_button: "Confirmar nueva dirección",
    new_email_not_you: "Si no lo has solicitado, puedes ignorar este correo. No cambiará nada.",

    email_changed_subject: "Se ha cambiado tu dirección de correo de Tasklane",
    email_changed_intro: "La dirección de correo de tu cuenta de Tasklane se cambió de {old_email} a {new_email} el \
                          {time}.",
    email_changed_not_you: "Si no has sido tú, es posible que otra persona tenga acceso a tu cuenta. Deshaz el cambio en \
                            un plazo de {days} días: se restablecerá {old_email}, se cerrarán todas tus sesiones y \
                            recibirás un enlace para elegir una contraseña nueva.",
    email_changed_button: "Deshacer el cambio",

    password_changed_subject: "Se ha cambiado tu contraseña de Tasklane",
    password_changed_intro: "La contraseña de tu cuenta de Tasklane se cambió el {time}.",
    password_changed_not_you: "Si no has sido tú, restablece tu contraseña ahora para recuperar el control de tu cuenta:",
    password_changed_button: "Restablecer contraseña",

    login_subject: "Nuevo inicio de sesión en tu cuenta de Tasklane",
    login_intro: "Hemos detectado un inicio de sesión en tu cuenta de Tasklane desde un navegador o una aplicación \
                    nuevos.",
    login_client: "Navegador o aplicación",
    login_address: "Dirección IP",
    login_time: "Fecha y hora",
    login_not_you: "Si no has sido tú, cierra esa sesión y cambia tu contraseña:",
    login_turn_off: "Puedes desactivar los correos sobre nuevos inicios de sesión en los ajustes de tu cuenta.",

    reuse_subject: "Hemos cerrado una sesión de tu cuenta de Tasklane",
    reuse_intro: "El {time} cerramos una sesión de tu cuenta de Tasklane porque el token que la mantiene abierta se usó \
                  dos veces.",
    reuse_reason: "Puede ser una señal de que alguien ha copiado el token. También puede ocurrir sin que haya un ataque, \
                   por ejemplo, después de restaurar un dispositivo desde una copia de seguridad.",
    reuse_not_you: "Vuelve a iniciar sesión para continuar. Si crees que otra persona tiene acceso a tu cuenta, cierra \
                    tus demás sesiones y cambia tu contraseña:",

    was_you: "Si has sido tú, no tienes que hacer nada.",
    sessions_button: "Revisar sesiones",
    browser_on_system: "{browser} en {system}",
    unknown_client: "Desconocido",

    date_time: "{day} de {month} de {year} a las {hour}:{minute} ({zone})",
    months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
};
